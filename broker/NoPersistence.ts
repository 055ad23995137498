import { Readable } from 'node:stream'

/**
 * What aedes asks of a store, answered for a broker that keeps nothing for its clients: sessions are clean and
 * wills are refused. Retained messages are not here either: Delivery.ts gives them from its own index, under the bound of
 * each socket, so aedes is told that there are none. aedes' own store in memory would keep an entry for each client id
 * that ever sent an acknowledgement.
 *
 * Clients with other rights (persistent sessions, wills, their own retained messages) would get a real store here, for
 * their topics alone.
 */
export class NoPersistence {
  async setup(): Promise<void> {}

  async destroy(): Promise<void> {}

  async storeRetained(): Promise<void> {}

  createRetainedStreamCombi(): Readable {
    return Readable.from([])
  }

  async subscriptionsByTopic(): Promise<never[]> {
    return []
  }

  async cleanSubscriptions(): Promise<void> {}

  async outgoingEnqueueCombi(): Promise<void> {}

  outgoingStream(): Readable {
    return Readable.from([])
  }

  async cleanIncoming(): Promise<void> {}

  async delWill(): Promise<void> {}

  streamWill(): Readable {
    return Readable.from([])
  }
}
