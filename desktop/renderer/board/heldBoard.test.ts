import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type BoardLayout } from './boardLayout.ts'
import { holdBoard } from './heldBoard.ts'

const everything = { exists: () => true, own: new Set<string>() }
const lane = (technicianId: string, ...ticketIds: string[]) => ({ technicianId, ticketIds })

const layout = fc
  .record({
    places: fc.uniqueArray(
      fc.record({ id: fc.integer({ min: 1, max: 12 }).map(String), to: fc.constantFrom('', 'a', 'b') }),
      {
        selector: ({ id }) => id,
      },
    ),
    order: fc.constantFrom(['a', 'b'], ['b', 'a']),
  })
  .map(({ places, order }): BoardLayout => {
    const at = (lane: string): string[] => places.filter(({ to }) => to === lane).map(({ id }) => id)
    return { queue: at(''), lanes: order.map((each) => lane(each, ...at(each))) }
  })

test('while it is held nothing changes its place, whatever comes and goes', () => {
  fc.assert(
    fc.property(layout, layout, (shown, fresh) => {
      expect(holdBoard({ shown, fresh, ...everything }).layout).toEqual(shown)
    }),
  )
})

test('nothing waits and nothing is marked exactly where every card is where it belongs', () => {
  fc.assert(
    fc.property(layout, layout, (shown, fresh) => {
      const { left, waiting } = holdBoard({ shown, fresh, ...everything })
      const places = ({ queue, lanes }: BoardLayout): string[] =>
        [
          ...queue,
          ...lanes.flatMap(({ technicianId, ticketIds }) => ticketIds.map((id) => `${technicianId}${id}`)),
        ].toSorted()
      expect(left.size + waiting === 0).toBe(String(places(shown)) === String(places(fresh)))
    }),
  )
})

test('a card of one’s own goes to its place at once, the others stay', () => {
  const shown: BoardLayout = { queue: ['1', '2', '3'], lanes: [lane('a', '4')] }
  const fresh: BoardLayout = { queue: ['0', '1', '3'], lanes: [lane('a', '2', '4')] }
  const { layout: held, waiting, left } = holdBoard({ ...everything, shown, fresh, own: new Set(['2']) })
  expect(held).toEqual({ queue: ['1', '3'], lanes: [lane('a', '2', '4')] })
  expect([waiting, left.size]).toEqual([1, 0])
})

test('what does not exist any more goes at once', () => {
  const shown: BoardLayout = { queue: ['1', '2'], lanes: [lane('a'), lane('b')] }
  const fresh: BoardLayout = { queue: ['2'], lanes: [lane('a')] }
  const exists = (id: string): boolean => id !== '1' && id !== 'b'
  expect(holdBoard({ ...everything, shown, fresh, exists }).layout).toEqual(fresh)
})
