import { Agent, request } from 'node:http'
import { answerOrders } from '../child/orders.ts'
import { now } from '../measure/now.ts'
import { type HttpWrite, type Load, type LoadOrders, type LoadResult } from './loadOrders.ts'

/** Those who write, in a process of their own: up to 16 at once, on connections that stay open. */
const writers = 16

interface Target {
  server: string
  agent: Agent
}

function send({ server, agent }: Target, { method, path, headers, body }: HttpWrite): Promise<void> {
  return new Promise((resolve, reject) => {
    const length = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
    const sent = request(new URL(path, server), { method, agent, headers: { ...length, ...headers } }, (answer) => {
      const { statusCode = 0 } = answer
      answer.resume().on('end', () => {
        if (statusCode === 200) resolve()
        else reject(new Error(`${method} ${path} was answered with ${statusCode}`))
      })
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

async function asFastAsAnswered(target: Target, writes: readonly HttpWrite[]): Promise<void> {
  const waiting = writes.values()
  const writer = async (): Promise<void> => {
    for (const write of waiting) await send(target, write)
  }
  await Promise.all(Array.from({ length: writers }, writer))
}

/** Each somewhere in its own slot of time: evenly spaced ones could fall in step with a timer of either system. */
async function atARate(target: Target, writes: readonly HttpWrite[], perSecond: number): Promise<void> {
  const slot = 1000 / perSecond
  const one = async (write: HttpWrite, index: number): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, (index + Math.random()) * slot))
    await send(target, write)
  }
  await Promise.all(writes.map(one))
}

async function carryOut({ server, writes, perSecond }: Load): Promise<LoadResult> {
  // For each load its own: between two loads a server may give up a connection in the moment in which it is used again.
  const agent = new Agent({ keepAlive: true, maxSockets: writers })
  const target = { server, agent }
  const begun = now()
  await (perSecond === undefined ? asFastAsAnswered(target, writes) : atARate(target, writes, perSecond))
  const answered = now()
  agent.destroy()
  return { begun, answered }
}

answerOrders<LoadOrders>({ send: carryOut })
