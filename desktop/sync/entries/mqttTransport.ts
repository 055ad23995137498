import mqtt, { type IClientOptions, type MqttClient } from 'mqtt'
import { isRecord } from '../../link/wire.ts'
import { type MqttConnection, type MqttEvents, type MqttPort } from '../ports.ts'

export interface MqttTransportOptions {
  /** `ws://host/mqtt` or `wss://host/mqtt`; in Node also `mqtt://host`. */
  url: string
  /** Unlike that of any other client of this user. */
  clientId: string
  /** Makes the connections in Node, where the system's settings are to hold. */
  agent?: object
}

/** Seconds; a half-open socket is noticed after 1.5 times this (MQTT 3.1.1, section 3.1.2.10). */
const keepalive = 30

/** CONNACK: bad user name or password, not authorised (MQTT 3.1.1, section 3.2.2.3). */
const refusals = new Set<unknown>([4, 5])

/** mqtt.js as the sync client wants it: one connection a call, no reconnecting of its own, since it gives up on a refusal. */
export function createMqttTransport({ url, clientId, agent }: MqttTransportOptions): MqttPort {
  return {
    connect: (token, events) => {
      const client = mqtt.connect(url, {
        protocolVersion: 4,
        clean: true,
        clientId,
        username: 'console',
        password: token,
        keepalive,
        reconnectPeriod: 0,
        connectTimeout: 15_000,
        resubscribe: false,
        // The other kind of timer makes a worker from a blob, which the consoles' CSP forbids.
        timerVariant: 'native',
        ...(agent && { wsOptions: { agent } as IClientOptions['wsOptions'] & object }),
      })
      const end = listen(client, events)
      const connected = new Promise<MqttConnection>((resolve) => {
        client.once('connect', () => resolve(connectionOf(client, end)))
      })
      return { connected, close: () => end() }
    },
  }
}

/** The function it gives back closes the connection in silence. */
function listen(client: MqttClient, events: MqttEvents): () => void {
  let ended = false
  const end = (tell?: () => void): void => {
    if (ended) return
    ended = true
    client.end(true)
    tell?.()
  }
  client.on('message', (topic, payload, packet) => {
    if (!ended) events.onMessage({ topic, payload: payload.toString(), retained: packet.retain })
  })
  client.on('error', (error) => {
    const refused = isRecord(error) && refusals.has(error.code)
    const problem = refused ? 'The server refused the sign-in.' : 'The push connection to the server cannot be made.'
    end(() => events.onClosed({ problem, refused }))
  })
  client.on('close', () => {
    end(() => events.onClosed({ problem: 'The push connection to the server ended.', refused: false }))
  })
  return () => end()
}

function connectionOf(client: MqttClient, end: () => void): MqttConnection {
  return {
    subscribe: async (filters) => {
      try {
        await client.subscribeAsync(filters, { qos: 1 })
        return []
      } catch (error) {
        const refused = refusedFilters(filters, error)
        if (refused.length === 0) throw error
        return refused
      }
    },
    unsubscribe: async (filters) => {
      await client.unsubscribeAsync(filters)
    },
    close: end,
  }
}

/** SUBACK has a code for each filter in its order; mqtt.js gives it with its error. */
function refusedFilters(filters: string[], error: unknown): string[] {
  const granted: unknown = isRecord(error) && isRecord(error.packet) ? error.packet.granted : undefined
  return Array.isArray(granted) ? filters.filter((_, index) => granted[index] === 128) : []
}
