// oxlint-disable-next-line typescript/triple-slash-reference -- projects that import the broker do not list its files, so nothing else leads them to it
/// <reference path="./asyncPersistence.d.ts" />
import { type Client, type Subscription } from 'aedes'
import MemoryPersistence from 'aedes-persistence/asyncPersistence.js'
import { Readable } from 'node:stream'
import { type IPublishPacket, type QoS } from 'mqtt-packet'
import { SubscriptionTree } from '../SubscriptionTree.ts'

type AedesPacket = Parameters<MemoryPersistence['storeRetained']>[0]
type Publish = AedesPacket & IPublishPacket
type Queue = Parameters<MemoryPersistence['outgoingEnqueueCombi']>[0]

/**
 * aedes' store in memory, but for what it matches: to it `a/+` does not match `a/` (MQTT 3.1.1, section 4.7.1.3), neither
 * for what is retained nor for what waits for an absent client, and what waits keeps its own QoS where the client asked for less.
 */
export class SandboxStore extends MemoryPersistence {
  readonly #retained = new Map<string, Publish>()
  readonly #kept = new SubscriptionTree<string, QoS>()

  override async storeRetained(packet: Publish): Promise<void> {
    if (packet.payload.length === 0) this.#retained.delete(packet.topic)
    else this.#retained.set(packet.topic, { ...packet })
  }

  override createRetainedStreamCombi(filters: string[]): Readable {
    return Readable.from(this.#retainedAt(filters))
  }

  *#retainedAt(filters: readonly string[]): Generator<Publish> {
    for (const filter of filters) {
      const wanted = new SubscriptionTree<string>()
      wanted.add(filter, filter, 0)
      for (const packet of this.#retained.values()) if (wanted.match(packet.topic).size > 0) yield packet
    }
  }

  override async addSubscriptions(client: Client, subscriptions: Subscription[]): Promise<void> {
    for (const { topic, qos } of subscriptions) this.#kept.add(topic, client.id, qos)
    await super.addSubscriptions(client, subscriptions)
  }

  override async removeSubscriptions(client: Client, filters: string[]): Promise<void> {
    for (const filter of filters) this.#kept.remove(filter, client.id)
    await super.removeSubscriptions(client, filters)
  }

  override async cleanSubscriptions(client: Client): Promise<void> {
    for (const { topic } of await this.subscriptionsByClient(client)) this.#kept.remove(topic, client.id)
    await super.cleanSubscriptions(client)
  }

  override async subscriptionsByTopic(topic: string): ReturnType<MemoryPersistence['subscriptionsByTopic']> {
    const all = Array.from(this.#kept.match(topic), ([clientId, qos]) => ({ clientId, topic, qos }))
    return all.filter(({ qos }) => qos > 0)
  }

  override async outgoingEnqueueCombi(clients: Queue, packet: Publish): Promise<void> {
    for (const client of clients as { clientId: string; qos: QoS }[]) {
      await this.outgoingEnqueue(client, { ...packet, qos: Math.min(packet.qos, client.qos) as QoS })
    }
  }

  /** What the client gets at QoS 0 does not wait for it, and it is none of its faults (aedes would end the connection). */
  override async outgoingUpdate(client: Client, packet: AedesPacket): Promise<void> {
    if (packet.cmd !== 'publish' || packet.qos > 0) await super.outgoingUpdate(client, packet)
  }
}
