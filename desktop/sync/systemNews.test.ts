import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Notification } from '../../api/contract/notification.ts'
import { topics } from '../../api/contract/topics.ts'
import { FakeWorld, technician } from './testing/FakeWorld.ts'
import { testId } from './testing/ids.ts'
import { type TestWindow } from './testing/TestWindow.ts'

let world: FakeWorld
beforeEach(() => {
  world = new FakeWorld()
})
afterEach(() => world.close())

let revision = 0
async function notify(): Promise<string> {
  const id = testId(500 + ++revision)
  const item: Notification = {
    id,
    kind: 'comment',
    severity: 'info',
    subject: { type: 'comment', id },
    groupKey: 'comment',
    channels: ['centre', 'toast', 'sound'],
    createdAt: new Date(world.clock.now()).toISOString(),
  }
  const payload = JSON.stringify({ v: 1, revision, previous: revision - 1, unread: revision, items: [item], gone: [] })
  world.network.link?.events.onMessage({ topic: topics.notifications(technician.id), payload, retained: false })
  await world.clock.advance(1)
  return id
}
beforeEach(() => {
  revision = 0
})

const shown = ({ news }: TestWindow): [string[], boolean][] =>
  news.map(({ items, bySystem }) => [items.map(({ id }) => id), bySystem])

test('S74 what is new goes to the one that shows it for all, and to one window for the sound, also while none is open', async () => {
  const window = await world.live()
  const other = await world.window()
  const main = await world.window()
  await window.caller.call('wake', { reason: 'focus' })
  const before = await notify()
  await main.caller.call('showNews', { shows: true })
  const both = await notify()
  expect([shown(window), shown(other), shown(main)]).toEqual([
    [
      [[before], false],
      [[both], true],
    ],
    [],
    [[[both], true]],
  ])
  for (const each of [window, other]) each.caller.close()
  await world.clock.advance(1)
  const alone = await notify()
  expect(shown(main).at(-1)).toEqual([[alone], true])
})

test('S74 where the one that shows them is gone, or shows them no longer, a window does', async () => {
  const window = await world.live()
  const main = await world.window()
  await main.caller.call('showNews', { shows: true })
  await main.caller.call('showNews', { shows: false })
  const first = await notify()
  await main.caller.call('showNews', { shows: true })
  main.caller.close()
  await world.clock.advance(1)
  const second = await notify()
  expect([shown(window), shown(main)]).toEqual([
    [
      [[first], false],
      [[second], false],
    ],
    [],
  ])
})

test('S75 muting is kept with the preferences, said to every window, and known after a restart', async () => {
  world.network.preferences = { ...world.network.preferences, preset: 'critical' }
  const window = await world.live()
  const main = await world.window()
  const until = new Date(world.clock.now() + 3_600_000).toISOString()
  await main.caller.call('mute', { until })
  await world.clock.advance(1)
  expect([window, main].map(({ centres }) => centres.at(-1)?.mutedUntil)).toEqual([until, until])
  expect(world.network.preferences).toMatchObject({ preset: 'critical', mutedUntil: until })
  await world.restart()
  const later = await world.window()
  await world.clock.advance(1)
  expect(later.centres.at(-1)?.mutedUntil).toBe(until)
  await later.caller.call('mute', { until: null })
  await world.clock.advance(1)
  expect(later.centres.at(-1)).not.toHaveProperty('mutedUntil')
  expect(world.network.preferences).not.toHaveProperty('mutedUntil')
  expect(later.centres.at(-1), 'a technician has shifts').not.toHaveProperty('offDuty')
  world.network.cut(true)
  await expect(later.caller.call('mute', { until })).rejects.toMatchObject({ code: 'unavailable' })
})

test('S75 who is of the staff is on duty until they say otherwise, in every window and after a restart', async () => {
  await world.close()
  world = new FakeWorld({ ...technician, name: 'Dana', role: 'dispatcher', technicianId: undefined })
  world.network.preferences = { ...world.network.preferences, preset: 'critical' }
  const window = await world.live()
  const main = await world.window()
  expect([window, main].map(({ centres }) => centres.at(-1)?.offDuty)).toEqual([false, false])
  await main.caller.call('setOffDuty', { offDuty: true })
  await world.clock.advance(1)
  expect([window, main].map(({ centres }) => centres.at(-1)?.offDuty)).toEqual([true, true])
  expect(world.network.preferences).toMatchObject({ preset: 'critical', offDuty: true })
  await world.restart()
  const later = await world.window()
  await world.clock.advance(1)
  expect(later.centres.at(-1)?.offDuty).toBe(true)
})
