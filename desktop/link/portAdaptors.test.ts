import { fork } from 'node:child_process'
import { MessageChannel as NodeChannel } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { reachLeader, serveWindows } from './channelPort.ts'
import { type Port } from './port.ts'
import { domChannel, domPort, electronPort, nodePort, processPort, type ElectronPort } from './portAdaptors.ts'

function received(port: Port, count: number): Promise<unknown[]> {
  return new Promise((resolve) => {
    const all: unknown[] = []
    port.onMessage((message) => {
      all.push(message)
      if (all.length === count) resolve(all)
    })
  })
}

const closed = (port: Port): Promise<void> => new Promise((resolve) => port.onClose(resolve))
const after = (ms: number, run: () => void): (() => void) => {
  const timer = setTimeout(run, ms)
  return () => clearTimeout(timer)
}

test('worker_threads ports carry messages in order and say when the other side closes', async () => {
  const { port1, port2 } = new NodeChannel()
  const a = nodePort(port1)
  const b = nodePort(port2)
  a.post({ first: 1 })
  a.post({ second: new Date(0) })
  expect(await received(b, 2)).toEqual([{ first: 1 }, { second: new Date(0) }])
  const gone = closed(b)
  a.close()
  await gone
})

test('DOM ports carry messages, also those that came before anyone listened', async () => {
  const { port1, port2 } = new MessageChannel()
  const a = domPort(port1)
  const b = domPort(port2)
  a.post('early')
  await new Promise((resolve) => setImmediate(resolve))
  expect(await received(b, 1)).toEqual(['early'])
  a.close()
  b.close()
})

test("Electron's ports carry the data of their events", async () => {
  const { port1, port2 } = new NodeChannel()
  const a = nodePort(port1)
  const shaped: ElectronPort = {
    postMessage: (message) => port2.postMessage(message),
    on: (event: string, listener: (argument: never) => void) =>
      port2.on(event, (data: unknown) => listener({ data } as never)),
    start: () => port2.start(),
    close: () => port2.close(),
  }
  const b = electronPort(shaped)
  a.post(42)
  expect(await received(b, 1)).toEqual([42])
  const gone = closed(b)
  a.close()
  await gone
})

test('a child process is a port that closes when it dies', async () => {
  const code = 'process.on("message", (m) => process.send({ echo: m }))'
  const child = fork('-e', [code], { serialization: 'advanced', execArgv: [], stdio: 'ignore' })
  const port = processPort(child)
  port.post(new Map([['a', 1]]))
  expect(await received(port, 1)).toEqual([{ echo: new Map([['a', 1]]) }])
  const gone = closed(port)
  child.kill('SIGKILL')
  await gone
})

let names = 0
const channels = () => ({
  open: (name: string) => domChannel(new BroadcastChannel(name)),
  name: `test-${process.pid}-${names++}`,
})

test('windows find the leader by name and talk to it alone', async () => {
  const meeting = channels()
  const ports: Port[] = []
  const stop = serveWindows({ ...meeting, leaderId: 'l1', onPort: (port) => ports.push(port) })
  const one = await reachLeader({ ...meeting, portId: 'w1', after })
  const two = await reachLeader({ ...meeting, portId: 'w2', after })
  const wrong: unknown[] = []
  two.onMessage((message) => wrong.push(message))
  ports[0]?.onMessage((message) => ports[0]?.post({ echo: message }))
  one.post('hi')
  expect(await received(one, 1)).toEqual([{ echo: 'hi' }])
  expect(wrong).toEqual([])
  one.close()
  two.close()
  stop()
})

test('a window that knocks before there is a leader gets the first one', async () => {
  const meeting = channels()
  const reaching = reachLeader({ ...meeting, portId: 'w1', after })
  const stop = serveWindows({ ...meeting, leaderId: 'l1', onPort: () => {} })
  const port = await reaching
  const gone = closed(port)
  stop()
  await expect(gone).resolves.toBeUndefined()
})

test("a new leader ends the old one's ports, so that windows reach for it", async () => {
  const meeting = channels()
  const silent = serveWindows({ ...meeting, leaderId: 'dead', onPort: () => {} })
  const port = await reachLeader({ ...meeting, portId: 'w1', after })
  const gone = closed(port)
  const stop = serveWindows({ ...meeting, leaderId: 'next', onPort: () => {} })
  await expect(gone).resolves.toBeUndefined()
  stop()
  silent()
})
