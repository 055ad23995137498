import { beforeEach, expect, test } from 'vitest'
import { PortHub } from './PortHub.ts'
import { PortHome, type StandinPort } from './ports.ts'

let homes: Record<string, PortHome>
let hub: PortHub
beforeEach(() => {
  hub = new PortHub({
    deliver: (owner, message) => homes[owner]?.onMessage(message),
    closed: (owner, end) => homes[owner]?.onClosed(end),
  })
  homes = Object.fromEntries(
    ['main', 'child'].map((owner) => [
      owner,
      new PortHome((deed) => {
        if (deed.do === 'pair') hub.pair(owner, deed.first, deed.second)
        if (deed.do === 'post') hub.post(deed.from, deed.payload, deed.ports)
        if (deed.do === 'close') hub.close(deed.end)
        if (deed.do === 'return') hub.takeBack(deed.end, deed.unread)
      }),
    ]),
  )
})

function home(owner: string): PortHome {
  const found = homes[owner]
  if (!found) throw new Error('no such home')
  return found
}

/** Hands one end of a pair to the child. */
function handOver(port: StandinPort): StandinPort {
  const ends = home('main').leave([port])
  hub.release(ends)
  const arrived = ends.map((end) => home('child').arrive(end))[0]
  hub.give('child', ends)
  if (!arrived) throw new Error('nothing arrived')
  return arrived
}

function heardBy(port: StandinPort): unknown[] {
  const heard: unknown[] = []
  port.on('message', ({ data }) => heard.push(data))
  port.on('close', () => heard.push('closed'))
  return heard
}

test('a port says nothing before it is started, then everything in order, then that it is over', () => {
  const { port1, port2 } = home('main').pair()
  const there = handOver(port2)
  const heard = heardBy(there)
  port1.postMessage({ at: new Date(5) })
  port1.postMessage(2)
  port1.close()
  expect(heard).toEqual([])
  there.start()
  expect(heard).toEqual([{ at: new Date(5) }, 2, 'closed'])
})

test('a port that was handed over cannot be used or handed over again', () => {
  const { port2 } = home('main').pair()
  handOver(port2)
  expect(() => port2.postMessage(1)).toThrow(/transferred/)
  expect(() => port2.start()).toThrow(/transferred/)
  expect(() => handOver(port2)).toThrow(/transferred/)
})

test('a function sent through a port is refused, and so is handing over what is no port', () => {
  const { port1 } = home('main').pair()
  expect(() => port1.postMessage({ run: () => 1 })).toThrow(/could not be cloned/)
  expect(() => port1.postMessage(1, [{}])).toThrow(/MessagePortMain/)
})

test('a port goes through a port', () => {
  const outer = home('main').pair()
  const inner = home('main').pair()
  const there = handOver(outer.port2)
  const heard: unknown[] = []
  there.on('message', ({ ports }: { ports: StandinPort[] }) => {
    ports[0]?.on('message', ({ data }) => heard.push(data))
    ports[0]?.start()
  })
  there.start()
  inner.port1.postMessage('before')
  outer.port1.postMessage('take it', [inner.port2])
  inner.port1.postMessage('after')
  expect(heard).toEqual(['before', 'after'])
})
