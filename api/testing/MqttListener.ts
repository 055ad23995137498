import mqtt, { type MqttClient } from 'mqtt'
import { type Envelope, type FeedMessage } from '../contract/change.ts'

export interface Received {
  topic: string
  text: string
  retain: boolean
}

/** A stranger over MQTT (mqtt.js): keeps what it gets and lets a test wait for it. */
export class MqttListener {
  readonly client: MqttClient
  readonly received: Received[] = []
  closed = false
  readonly #waiting = new Set<() => void>()

  private constructor(client: MqttClient) {
    this.client = client
    client.on('message', (topic, payload, packet) => {
      this.received.push({ topic, text: payload.toString('utf8'), retain: packet.retain })
      for (const look of this.#waiting) look()
    })
    // A connection that is cut may end with a reset, where something of ours was not read yet.
    client.on('error', () => {})
    client.on('close', () => {
      this.closed = true
      for (const look of this.#waiting) look()
    })
  }

  static async connect(url: string, accessToken: string, topics: string[] = []): Promise<MqttListener> {
    const client = await mqtt.connectAsync(url, {
      protocolVersion: 4,
      clean: true,
      username: 'test',
      password: accessToken,
      clientId: `test-${crypto.randomUUID().slice(0, 8)}`,
      reconnectPeriod: 0,
      keepalive: 30,
    })
    const listener = new MqttListener(client)
    if (topics.length > 0) await client.subscribeAsync(topics, { qos: 1 })
    return listener
  }

  /** Resolves with the first thing that `find` gives, looking again after each message. The test's own timeout is the limit. */
  until<T>(find: (received: Received[]) => T | undefined | false): Promise<T> {
    return new Promise((resolve) => {
      const look = () => {
        const found = find(this.received)
        if (found === undefined || found === false) return
        this.#waiting.delete(look)
        resolve(found)
      }
      this.#waiting.add(look)
      look()
    })
  }

  untilClosed(): Promise<true> {
    return this.until(() => this.closed)
  }

  /** Everything up to this number has been sent on this connection. */
  async untilHead(seq: number): Promise<void> {
    await this.until((received) =>
      received.some(({ topic, text }) => topic === 'system/head' && (JSON.parse(text) as { seq: number }).seq >= seq),
    )
  }

  /** The envelopes on topics that begin so, in their order. */
  envelopes(prefix: string): Envelope[] {
    return this.received
      .filter(({ topic, text }) => topic.startsWith(prefix) && text !== '')
      .map(({ text }) => JSON.parse(text) as Envelope)
  }

  feed(topic: string): FeedMessage[] {
    return this.received.filter((each) => each.topic === topic).map(({ text }) => JSON.parse(text) as FeedMessage)
  }

  async end(): Promise<void> {
    await this.client.endAsync(true)
  }
}
