import { expect, test } from 'vitest'
import { type PresenceMode } from '../../api/contract/presence.ts'
import { topics } from '../../api/contract/topics.ts'
import { type PresenceAt } from '../link/messages.ts'
import { type Api } from './api.ts'
import { Presence } from './Presence.ts'
import { answer } from './testing/answers.ts'
import { FakeClock } from './testing/FakeClock.ts'
import { testId } from './testing/ids.ts'
import { collectingLog } from './testing/logs.ts'

function world(hearsAll = false) {
  const clock = new FakeClock()
  const open = new Map<string, PresenceMode>()
  const said: { tickets: unknown }[] = []
  const heard: PresenceAt[] = []
  const api: Api = async ({ body }) => {
    said.push(JSON.parse(body ?? '') as { tickets: unknown })
    return answer(204)
  }
  const presence = new Presence({
    api,
    clock,
    log: collectingLog(),
    clientId: 'one',
    open: () => open,
    hearsAll: () => hearsAll,
    onChange: (at) => heard.push(at),
  })
  return { clock, open, said, heard, presence }
}

const luis = { id: testId(7), name: 'Luis', mode: 'editing', since: '2026-11-22T14:00:00.000Z' }
const at = (ticketId: string, people: unknown[]) => ({
  topic: topics.presence(ticketId),
  payload: people.length === 0 ? '' : JSON.stringify({ v: 1, ticketId, people }),
  retained: false,
})

test('S80 it is said once it has settled, again every 15 s, and once more when nothing is open', async () => {
  const { clock, open, said, presence } = world()
  for (const number of [1, 2, 3]) {
    open.clear()
    open.set(testId(number), 'viewing')
    presence.onWindows()
    await clock.advance(100)
  }
  await clock.advance(1_000)
  expect(said.map(({ tickets }) => tickets)).toEqual([[{ id: testId(3), mode: 'viewing' }]])
  await clock.advance(45_000)
  expect(said).toHaveLength(4)
  open.clear()
  presence.onWindows()
  await clock.advance(60_000)
  expect(said.at(-1)?.tickets).toEqual([])
  expect(said).toHaveLength(5)
  expect(clock.running).toBe(0)
})

test('S81 people are known of tickets that are open, until they close or the connection is another', () => {
  const { open, heard, presence } = world()
  open.set(testId(1), 'viewing')
  expect(presence.receive(at(testId(1), [luis]))).toBe(true)
  expect(presence.receive(at(testId(2), [luis]))).toBe(true)
  expect(presence.receive({ ...at(testId(1), []), topic: topics.ticket(testId(1)) })).toBe(false)
  expect(presence.all).toEqual([{ ticketId: testId(1), people: [luis] }])
  presence.clear()
  expect(presence.all).toEqual([])
  presence.receive(at(testId(1), [luis, { name: 'nonsense' }]))
  open.clear()
  presence.onWindows()
  expect(heard.map(({ people }) => people.length)).toEqual([1, 0, 1, 0])
  presence.close()
})

test('S81 the staff know of every ticket, open here or not, for their lists', () => {
  const { open, presence } = world(true)
  open.set(testId(1), 'viewing')
  for (const number of [1, 2]) presence.receive(at(testId(number), [luis]))
  open.clear()
  presence.onWindows()
  expect(presence.all.map(({ ticketId }) => ticketId)).toEqual([testId(1), testId(2)])
  presence.receive(at(testId(2), []))
  expect(presence.all.map(({ ticketId }) => ticketId)).toEqual([testId(1)])
  presence.clear()
  expect(presence.all).toEqual([])
  presence.close()
})
