import mqtt, { type IClientOptions, type MqttClient } from 'mqtt'
import { onTestFinished } from 'vitest'

export interface Seen {
  topic: string
  payload: string
  retain: boolean
  qos: number
}

/** mqtt.js, connected; it does not reconnect, so that a test sees every close. */
export async function connectMqtt(url: string, options: IClientOptions = {}): Promise<MqttClient> {
  const client = mqtt.connect(url, {
    protocolVersion: 4,
    reconnectPeriod: 0,
    username: 'x',
    password: 'ana',
    ...options,
  })
  client.on('error', () => {})
  onTestFinished(() => client.endAsync(true))
  await new Promise<unknown>((resolve) => client.once('connect', resolve))
  return client
}

/** Everything that comes from now on; `until` waits for a number of messages. */
export function collect(client: MqttClient): { seen: Seen[]; until: (count: number) => Promise<Seen[]> } {
  const seen: Seen[] = []
  let wake = Promise.withResolvers<void>()
  client.on('message', (topic, payload, { retain, qos }) => {
    seen.push({ topic, payload: payload.toString('utf8'), retain, qos })
    wake.resolve()
    wake = Promise.withResolvers()
  })
  const until = async (count: number) => {
    while (seen.length < count) await wake.promise
    return seen
  }
  return { seen, until }
}
