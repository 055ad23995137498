import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Qos } from './Message.ts'
import { SubscriptionTree } from './SubscriptionTree.ts'
import { filters, matches, topics } from './testing/topicFilters.ts'

const subscribers = fc.constantFrom('ana', 'ben', 'eva')
const qoses = fc.constantFrom<Qos>(0, 1)
const steps = fc.array(fc.record({ filter: filters, subscriber: subscribers, qos: qoses, adds: fc.boolean() }), {
  maxLength: 30,
})

test('whatever is subscribed and unsubscribed, each topic finds its subscribers once with their highest QoS', () => {
  fc.assert(
    fc.property(steps, fc.array(topics, { maxLength: 10 }), (all, asked) => {
      const tree = new SubscriptionTree<string>()
      const known = new Map<string, { filter: string; subscriber: string; qos: Qos }>()
      for (const { filter, subscriber, qos, adds } of all) {
        const key = `${subscriber} ${filter}`
        if (adds) tree.add(filter, subscriber, qos)
        else tree.remove(filter, subscriber)
        if (adds) known.set(key, { filter, subscriber, qos })
        else known.delete(key)
      }
      expect(tree.size).toBe(known.size)
      for (const topic of asked) {
        const wanted = new Map<string, Qos>()
        for (const { filter, subscriber, qos } of known.values()) {
          if (!matches(filter, topic)) continue
          wanted.set(subscriber, qos === 1 || wanted.get(subscriber) === 1 ? 1 : 0)
        }
        expect(new Map(tree.match(topic))).toEqual(wanted)
      }
      for (const { filter, subscriber } of known.values()) tree.remove(filter, subscriber)
      expect(tree.size).toBe(0)
      expect(tree.levels).toBe(0)
    }),
  )
})
