import { type Qos } from './Message.ts'

interface Level<S, Q> {
  readonly children: Map<string, Level<S, Q>>
  readonly subscribers: Map<S, Q>
}

/** Who subscribed to what, as a tree by topic level: a look-up costs the levels of the topic, not the subscriptions. */
export class SubscriptionTree<S, Q extends number = Qos> {
  readonly #root: Level<S, Q> = newLevel()
  #size = 0

  /** Pairs of filter and subscriber. */
  get size(): number {
    return this.#size
  }

  /** Levels that exist; 0 when nobody subscribes. */
  get levels(): number {
    return countLevels(this.#root)
  }

  add(filter: string, subscriber: S, qos: Q): void {
    let level = this.#root
    for (const name of filter.split('/')) {
      let next = level.children.get(name)
      if (!next) level.children.set(name, (next = newLevel()))
      level = next
    }
    if (!level.subscribers.has(subscriber)) this.#size++
    level.subscribers.set(subscriber, qos)
  }

  /** Empty levels go with their last subscriber: filters with ids would else stay for ever. */
  remove(filter: string, subscriber: S): void {
    const path: { parent: Level<S, Q>; name: string }[] = []
    let level = this.#root
    for (const name of filter.split('/')) {
      const next = level.children.get(name)
      if (!next) return
      path.push({ parent: level, name })
      level = next
    }
    if (!level.subscribers.delete(subscriber)) return
    this.#size--
    for (const { parent, name } of path.toReversed()) {
      const child = parent.children.get(name)
      if (!child || child.children.size > 0 || child.subscribers.size > 0) return
      parent.children.delete(name)
    }
  }

  /**
   * Everyone whose filters match (MQTT 3.1.1, section 4.7), each once, with the highest QoS of their filters (section
   * 3.3.5). The map may be the tree's own: it is for reading at once, not for keeping.
   */
  match(topic: string): ReadonlyMap<S, Q> {
    const found: Map<S, Q>[] = []
    collect(this.#root, topic.split('/'), 0, found)
    const [first = new Map<S, Q>(), ...others] = found
    if (others.length === 0) return first
    const merged = new Map(first)
    for (const other of others) {
      for (const [subscriber, qos] of other) {
        if ((merged.get(subscriber) ?? 0) <= qos) merged.set(subscriber, qos)
      }
    }
    return merged
  }
}

function newLevel<S, Q>(): Level<S, Q> {
  return { children: new Map(), subscribers: new Map() }
}

function collect<S, Q>(level: Level<S, Q>, names: readonly string[], index: number, found: Map<S, Q>[]): void {
  // A wildcard in the first place does not match what begins with `$` (section 4.7.2).
  const wild = index > 0 || names[0]?.startsWith('$') !== true
  const rest = wild ? level.children.get('#') : undefined
  if (rest && rest.subscribers.size > 0) found.push(rest.subscribers)
  const name = names[index]
  if (name === undefined) {
    if (level.subscribers.size > 0) found.push(level.subscribers)
    return
  }
  const same = level.children.get(name)
  if (same) collect(same, names, index + 1, found)
  const any = wild ? level.children.get('+') : undefined
  if (any) collect(any, names, index + 1, found)
}

function countLevels<S, Q>(level: Level<S, Q>): number {
  let count = level.children.size
  for (const child of level.children.values()) count += countLevels(child)
  return count
}
