import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Message } from './Message.ts'
import { RetainedStore } from './RetainedStore.ts'
import { filters, matches, topics } from './testing/topicFilters.ts'

function message(topic: string, payload = 'x'): Message {
  return new Message(topic, payload)
}

function found(store: RetainedStore, filter: string): string[] {
  return [...store.matching(filter)].flatMap((each) => (each ? [each.topic] : [])).toSorted()
}

test('whatever is stored and cleared, each filter finds what matches, once', () => {
  const steps = fc.array(fc.record({ topic: topics, sets: fc.boolean() }), { maxLength: 40 })
  fc.assert(
    fc.property(steps, fc.array(filters, { maxLength: 10 }), (all, asked) => {
      const store = new RetainedStore()
      const known = new Set<string>()
      for (const { topic, sets } of all) {
        if (sets) store.set(message(topic))
        else store.delete(topic)
        if (sets) known.add(topic)
        else known.delete(topic)
      }
      expect(store.size).toBe(known.size)
      for (const filter of asked) {
        expect(found(store, filter)).toEqual([...known].filter((topic) => matches(filter, topic)).toSorted())
      }
      for (const topic of known) store.delete(topic)
      expect(store.size).toBe(0)
      const { visits } = store
      expect(found(store, '#')).toEqual([])
      // Nothing but the root is left to step on: levels go with their last message.
      expect(store.visits - visits).toBe(1)
    }),
  )
})

test('an exact topic visits one entry, whatever else is retained, and one that is not there none', () => {
  const store = new RetainedStore()
  for (let number = 0; number < 50_000; number++) store.set(message(`tickets/${number}`))
  expect(found(store, 'tickets/4711')).toEqual(['tickets/4711'])
  expect(store.visits).toBe(1)
  expect(found(store, 'tickets/none')).toEqual([])
  expect(found(store, 'sites/4711')).toEqual([])
  expect(store.visits).toBe(1)
})

test('what is read is the newest at the moment it is read, also where the store changes meanwhile', () => {
  const store = new RetainedStore()
  for (const name of ['a', 'b', 'c', 'd']) store.set(message(`tickets/${name}`, 'old'))
  const walk = store.matching('tickets/+')
  const first = walk.next().value
  const renewed = message('tickets/b', 'new')
  store.set(renewed)
  store.delete('tickets/c')
  const rest = [...walk].flatMap((each) => (each ? [each] : []))
  expect(first?.topic).toBe('tickets/a')
  expect(rest.map(({ topic }) => topic)).toEqual(['tickets/b', 'tickets/d'])
  expect(rest[0]).toBe(renewed)
})

test('a filter that finds nothing among many is walked in steps, so that it can be interrupted', () => {
  const store = new RetainedStore()
  for (let number = 0; number < 1_000; number++) store.set(message(`tickets/${number}/rows`))
  let steps = 0
  for (const each of store.matching('tickets/#')) if (!each) steps++
  expect(steps).toBe(1_001)
})
