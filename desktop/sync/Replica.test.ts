import { expect, test } from 'vitest'
import { Replica, type Change } from './Replica.ts'
import { testId } from './testing/ids.ts'

const id = testId(1)
const row = (version: number, seq: number, name = `v${version}`): Change => ({
  type: 'site',
  id,
  version,
  seq,
  data: { id, version, name },
})
const gone = (version: number, seq: number): Change => ({ ...row(version, seq), data: undefined })

function after(...changes: Change[]): Replica {
  const replica = new Replica()
  for (const change of changes) replica.applyLive(change)
  return replica
}

const held = (replica: Replica) => replica.get('site', id)
const names = (replica: Replica) => [...replica.all()].map(({ data }) => (data as { name: string }).name)

test('S20 the newer version wins in either order', () => {
  expect(held(after(row(1, 10), row(2, 11)))?.version).toBe(2)
  expect(held(after(row(2, 11), row(1, 10)))?.version).toBe(2)
})

test('S20 at the same version the later number wins: a site leaves a view and comes back unchanged', () => {
  expect(held(after(row(3, 10), gone(3, 12)))).toBeUndefined()
  expect(held(after(row(3, 10), gone(3, 12), row(3, 15)))?.seq).toBe(15)
  expect(held(after(gone(3, 12), row(3, 15)))?.seq).toBe(15)
  expect(held(after(row(3, 15), gone(3, 12)))?.seq).toBe(15)
})

test('S20 at the same number a row beats gone, in either order: two feeds speak of one change', () => {
  expect(held(after(row(4, 20), gone(4, 20)))?.version).toBe(4)
  expect(held(after(gone(4, 20), row(4, 20)))?.version).toBe(4)
})

test('S21 lines of /sync count as of its head', () => {
  const replica = after(gone(3, 12))
  replica.applySync([row(3, 0)], 11)
  expect(held(replica), 'the answer is older than what made it go').toBeUndefined()
  replica.applySync([row(3, 0)], 13)
  expect(held(replica)?.seq).toBe(13)
})

test('S22 an older message does not bring back what is gone', () => {
  expect(held(after(row(1, 10), gone(2, 12), row(1, 11)))).toBeUndefined()
})

test('S22 tombstones are forgotten when the head is well past them, and bounded in any case', () => {
  const replica = new Replica()
  for (let number = 1; number <= 25_000; number++) {
    replica.applyLive({ ...gone(1, number), id: testId(number) })
  }
  replica.advance(1)
  const isRemembered = (number: number) => !replica.applySync([{ ...row(1, 0), id: testId(number) }], number - 1)
  expect([isRemembered(4_999), isRemembered(25_000)]).toEqual([false, true])
  replica.advance(30_000)
  expect(isRemembered(24_999)).toBe(false)
})

test('S23 a message at or below the head about a row that is not held is an echo', () => {
  const replica = after(row(1, 10), gone(2, 12))
  replica.advance(20)
  expect(replica.applyLive(row(9, 20))).toBe(false)
  expect(replica.applyLive(row(9, 21))).toBe(true)
})

test('S23 of a row that is held, the newer version counts wherever the head is', () => {
  const replica = after(row(1, 10))
  replica.advance(20)
  expect(replica.applyLive(row(2, 15))).toBe(true)
})

test('S24 a whole set replaces all but what came meanwhile', () => {
  const other = { ...row(1, 5, 'left out'), id: testId(2) }
  const live = { ...row(1, 31, 'came meanwhile'), id: testId(3) }
  const replica = after(row(1, 4), other)
  replica.prepareSwap()
  replica.applyLive(live)
  replica.applyLive({ ...row(1, 29, 'in the set as gone'), id: testId(4) })
  replica.swap([row(2, 0)], 30, false)
  expect(names(replica).toSorted()).toEqual(['came meanwhile', 'v2'])
  expect(replica.head).toBe(30)
})

test('S24 nobody sees the set half-way: all that differs changes in one go', () => {
  const replica = after(row(1, 4), { ...row(1, 5), id: testId(2) })
  replica.takeChanged()
  replica.prepareSwap()
  replica.swap([row(1, 0), { ...row(1, 0), id: testId(3) }], 30, false)
  expect(replica.takeChanged().map((key) => key.id)).toEqual([testId(2), testId(3)])
})

test('S24 of a server that was set back nothing old is left, whatever its numbers', () => {
  const replica = after(row(9, 900, 'of before'))
  replica.advance(900)
  replica.prepareSwap()
  replica.swap([row(2, 0, 'of now')], 40, true)
  expect([names(replica), replica.head]).toEqual([['of now'], 40])
})

test('S25 an answer is applied where it is newer than the row held', () => {
  const replica = after(row(2, 10))
  replica.advance(10)
  expect(replica.applyAnswer(row(2, 0, 'same'), false)).toBe(false)
  expect(replica.applyAnswer(row(3, 0), false)).toBe(true)
  replica.applyLive(gone(3, 11))
  expect(held(replica), 'and does not outlast the message that follows').toBeUndefined()
})

test('S25 an answer does not bring back a row that has left meanwhile', () => {
  const replica = after(row(2, 10), gone(3, 11))
  expect(replica.applyAnswer(row(3, 0), false)).toBe(false)
  expect(replica.applyAnswer(row(4, 0), false)).toBe(false)
})

test('S25 the answer to a creation brings the row, unless its end came first', () => {
  expect(new Replica().applyAnswer(row(1, 0), true)).toBe(true)
  expect(after(row(1, 10), gone(2, 11)).applyAnswer(row(1, 0), true)).toBe(false)
})

test('S60 each changed key is told once, at the first change of a batch', () => {
  const replica = new Replica()
  let told = 0
  replica.onChanged(() => told++)
  replica.applyLive(row(1, 1))
  replica.applyLive(row(2, 2))
  replica.applyLive({ ...row(1, 3), id: testId(2) })
  expect([told, replica.takeChanged().length]).toEqual([1, 2])
  replica.applyLive(row(3, 4))
  expect([told, replica.takeChanged()]).toEqual([2, [{ type: 'site', id }]])
})
