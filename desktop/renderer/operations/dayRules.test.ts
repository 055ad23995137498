import { expect, test } from 'vitest'
import { type Shipment } from '../../../api/contract/shipment.ts'
import { aTechnician, idOf, someTime } from '../testing/rows.ts'
import { countCrew, crewGroups, inCrew, isDueToday, isOverdue } from './dayRules.ts'

const now = Date.parse(someTime)
const shipment = (changes: Partial<Shipment>): Shipment => ({
  id: idOf(1),
  number: 1,
  version: 1,
  status: 'in_transit',
  description: '',
  items: [],
  createdAt: someTime,
  updatedAt: someTime,
  ...changes,
})

test('a shipment is due by the end of its site’s day, and overdue once its time has passed', () => {
  const zone = 'America/New_York'
  const lateTonight = shipment({ expectedAt: '2026-11-23T04:30:00.000Z' })
  expect(isDueToday(lateTonight, now, zone)).toBe(true)
  expect(isDueToday(lateTonight, now, 'Europe/Berlin')).toBe(false)
  expect(isOverdue(lateTonight, now)).toBe(false)
  const yesterday = shipment({ expectedAt: '2026-11-21T12:00:00.000Z' })
  expect([isDueToday(yesterday, now, zone), isOverdue(yesterday, now)]).toEqual([true, true])
  for (const status of ['delivered', 'received', 'available_for_pickup', 'cancelled'] as const) {
    const there = shipment({ status, expectedAt: '2026-11-21T12:00:00.000Z' })
    expect([isDueToday(there, now, zone), isOverdue(there, now)]).toEqual([false, false])
  }
})

test('the numbers of technicians are the lanes that their links leave', () => {
  const technicians = [
    aTechnician({ id: idOf(1) }),
    aTechnician({ id: idOf(2), status: 'on_site', reach: 'unreachable' }),
    aTechnician({ id: idOf(3), status: 'on_site' }),
    aTechnician({ id: idOf(4), duty: 'off_shift', status: 'on_site', reach: 'unreachable' }),
    aTechnician({ id: idOf(5), active: false }),
  ]
  const { groups, unreachable } = countCrew(technicians)
  for (const group of crewGroups) {
    expect(groups.get(group) ?? 0).toBe(technicians.filter((each) => inCrew(each, group)).length)
  }
  expect(unreachable).toBe(technicians.filter((each) => inCrew(each, 'unreachable')).length)
  expect(technicians.filter((each) => inCrew(each, ''))).toHaveLength(4)
})
