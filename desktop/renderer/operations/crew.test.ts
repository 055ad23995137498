import fc from 'fast-check'
import { expect, test } from 'vitest'
import { reaches, technicianStatuses } from '../../../api/contract/technician.ts'
import { technicianFilters, technicianViews } from '../technicians/technicianList.ts'
import { technicianRows } from '../technicians/technicianRows.ts'
import { aTechnician, idOf } from '../testing/rows.ts'
import { countCrew, crewGroups, crewPath } from './crew.ts'

const someTechnicians = fc
  .array(
    fc.record({
      duty: fc.constantFrom('on_shift' as const, 'off_shift' as const),
      status: fc.constantFrom(...technicianStatuses),
      reach: fc.constantFrom(...reaches),
      active: fc.boolean(),
    }),
    { maxLength: 12 },
  )
  .map((all) => all.map((each, index) => aTechnician({ id: idOf(index + 1), ...each })))

test('every number of technicians is the length of the list that it opens', () => {
  fc.assert(
    fc.property(someTechnicians, (technicians) => {
      const rows = technicianRows(
        technicians.map((data) => ({
          type: 'technician' as const,
          id: data.id,
          version: 1,
          data,
          pending: [],
          pendingFields: [],
        })),
        new Map(),
        () => '',
      )
      const listed = ({ path, query }: ReturnType<typeof crewPath>): number => {
        const view = technicianViews.find(({ id }) => path === `/technicians/${id}`)
        return rows.filter(
          (row) =>
            view?.holds(row) &&
            technicianFilters.every(({ id, valuesOf }) => {
              const wanted = query[id]
              return wanted === undefined || valuesOf(row).includes(wanted)
            }),
        ).length
      }
      const { groups, all, onDuty, unreachable } = countCrew(technicians)
      for (const group of crewGroups) expect(groups.get(group) ?? 0).toBe(listed(crewPath(group)))
      expect(unreachable).toBe(listed(crewPath('unreachable')))
      expect(all).toBe(listed({ path: '/technicians/all', query: {} }))
      expect(onDuty).toBe(listed({ path: '/technicians/on-duty', query: {} }))
    }),
  )
})
