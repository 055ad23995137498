import { type Aedes } from 'aedes'
import { type EventEmitter } from 'node:events'
import { streamOf } from './access.ts'
import { type Delivery } from './Delivery.ts'
import { type Log } from './log.ts'

/** Couples aedes, which answers CONNECT, SUBSCRIBE, UNSUBSCRIBE and PINGREQ, to the streams it answers on. */
export function followAedes(aedes: Aedes, delivery: Delivery, log: Log, onRefused: () => void): void {
  aedes.on('clientReady', (client) => streamOf(client).onConnected())
  aedes.on('ping', (_packet, client) => streamOf(client).onAnswered())
  aedes.on('connackSent', ({ returnCode }) => {
    if (returnCode !== 0) onRefused()
  })
  aedes.on('subscribe', (subscriptions, client) => {
    const stream = streamOf(client)
    if (stream.destroyed) return
    for (const { topic, qos } of subscriptions) {
      // 128 is what aedes writes for a refused one.
      if (qos <= 2) delivery.subscribe(stream, topic, qos === 0 ? 0 : 1)
    }
    stream.onAnswered()
  })
  aedes.on('unsubscribe', (topics, client) => {
    const stream = streamOf(client)
    for (const topic of topics) {
      if (stream.filters.delete(topic)) delivery.unsubscribe(stream, topic)
    }
    stream.onAnswered()
  })
  // Its types leave this one out; unheard it would end the process.
  const events: EventEmitter = aedes
  events.on('error', (error: unknown) => log.error({ err: error }, 'aedes failed'))
  for (const event of ['clientError', 'connectionError'] as const) {
    aedes.on(event, (client, error) => {
      log.debug(
        { err: error, remoteAddress: streamOf(client).transport.remoteAddress },
        'a connection ended with an error',
      )
    })
  }
}
