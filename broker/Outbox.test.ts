import { expect, test } from 'vitest'
import { FrameJoiner } from './FrameJoiner.ts'
import { type Frame } from './Message.ts'
import { defaultLimits, type Limits } from './limits.ts'
import { Outbox } from './Outbox.ts'
import { type Transport } from './transport.ts'

/** A socket in memory: it takes writes while `hasRoom`, and one more after that. */
class MemoryTransport implements Transport {
  readonly remoteAddress = 'memory'
  readonly written: Buffer[] = []
  hasRoom = true
  ended = false

  open(): void {}
  pause(): void {}
  resume(): void {}
  destroy(): void {}

  write(bytes: Buffer): boolean {
    this.written.push(bytes)
    return this.hasRoom
  }

  end(): void {
    this.ended = true
  }

  get text(): string {
    return Buffer.concat(this.written).toString()
  }
}

function open(limits: Partial<Limits> = {}) {
  const transport = new MemoryTransport()
  const state = { now: 0, dirty: 0, delivered: 0, idle: 0, slow: '', denied: new Set<string>() }
  const owner = {
    limits: { ...defaultLimits, ...limits },
    joiner: new FrameJoiner(),
    now: () => state.now,
    onDirty: () => void state.dirty++,
    onDelivered: (count: number) => void (state.delivered += count),
  }
  const outbox = new Outbox(transport, owner, {
    mayReceive: (topic) => !state.denied.has(topic),
    onIdle: () => void state.idle++,
    onTooSlow: (reason) => void (state.slow = reason),
  })
  return { transport, state, outbox }
}

function frame(text: string, topic: string | undefined = 't'): Frame {
  return { topic, bytes: Buffer.from(text) }
}

test('the frames of one tick are one write, in order, and the tick is asked for once', () => {
  const { transport, state, outbox } = open()
  for (const text of ['a', 'b', 'c']) outbox.add(frame(text))
  expect(state.dirty).toBe(1)
  expect(transport.written).toHaveLength(0)
  outbox.flush()
  expect(transport.written.map(String)).toEqual(['abc'])
  expect(state).toMatchObject({ delivered: 3, idle: 1 })
  outbox.add(frame('d'))
  expect(state.dirty).toBe(2)
})

test('while the socket has no room frames wait, and go on in order when it drains', () => {
  const { transport, outbox } = open()
  transport.hasRoom = false
  outbox.add(frame('a'))
  outbox.flush()
  outbox.add(frame('b'))
  outbox.flush()
  expect(transport.text).toBe('a')
  expect(outbox.waitingBytes).toBe(2)
  transport.hasRoom = true
  outbox.onDrain()
  expect(transport.text).toBe('ab')
  expect(outbox.waitingBytes).toBe(0)
})

test('what had to wait is asked about again; answers of the protocol are not', () => {
  const { transport, state, outbox } = open()
  transport.hasRoom = false
  outbox.add(frame('a'))
  outbox.flush()
  outbox.add(frame('b', 'withdrawn'))
  outbox.add({ topic: undefined, bytes: Buffer.from('c') })
  outbox.add(frame('d'))
  state.denied.add('withdrawn')
  transport.hasRoom = true
  outbox.onDrain()
  expect(transport.text).toBe('acd')
  expect(state.delivered).toBe(2)
})

test('a large queue goes in slices, so that a slow socket shows its progress', () => {
  const { transport, outbox } = open()
  transport.hasRoom = false
  for (let count = 0; count < 10; count++) outbox.add({ topic: 't', bytes: Buffer.alloc(100 * 1024) })
  outbox.flush()
  expect(transport.written.map(({ length }) => length)).toEqual([200 * 1024])
  outbox.onDrain()
  expect(transport.written.map(({ length }) => length)).toEqual([200 * 1024, 200 * 1024])
  expect(outbox.waitingBytes).toBe(800 * 1024)
})

test('it is overdue after blockedMs without progress, or after stalledMs with more than waitingBytes', () => {
  const { transport, outbox } = open({ waitingBytes: 10 })
  expect(outbox.overdue(1e9)).toBeUndefined()
  transport.hasRoom = false
  outbox.add(frame('a'))
  outbox.flush()
  expect(outbox.overdue(4_999)).toBeUndefined()
  expect(outbox.overdue(5_000)).toBe('took nothing for 5000 ms')
  // Answers count as well: who asks and never reads is cut like any other.
  outbox.add({ topic: undefined, bytes: Buffer.alloc(10) })
  expect(outbox.overdue(249)).toBeUndefined()
  expect(outbox.overdue(250)).toBe('11 bytes wait for it')
})

test('progress starts the time again', () => {
  const { transport, state, outbox } = open()
  transport.hasRoom = false
  outbox.add({ topic: 't', bytes: Buffer.alloc(200 * 1024) })
  outbox.add({ topic: 't', bytes: Buffer.alloc(200 * 1024) })
  outbox.flush()
  state.now = 4_000
  outbox.onDrain()
  expect(outbox.overdue(8_999)).toBeUndefined()
  expect(outbox.overdue(9_000)).toBeDefined()
})

test('past waitingBytesWhileMoving it is too slow at once', () => {
  const { transport, state, outbox } = open({ waitingBytesWhileMoving: 3 })
  transport.hasRoom = false
  outbox.add(frame('a'))
  outbox.flush()
  outbox.add(frame('bc'))
  expect(state.slow).toBe('')
  outbox.add(frame('d'))
  expect(state.slow).toBe('too much waits for it')
})

test('end closes the socket after everything that was added, and takes no more', () => {
  const { transport, outbox } = open()
  transport.hasRoom = false
  outbox.add(frame('a'))
  outbox.flush()
  outbox.add(frame('b'))
  outbox.end()
  outbox.add(frame('c'))
  expect(transport.ended).toBe(false)
  outbox.onDrain()
  expect(transport.ended).toBe(false)
  outbox.onDrain()
  expect(transport.ended).toBe(true)
  expect(transport.text).toBe('ab')
})

test('close forgets what waits', () => {
  const { transport, outbox } = open()
  outbox.add(frame('a'))
  outbox.close()
  outbox.flush()
  outbox.add(frame('b'))
  outbox.onDrain()
  expect(transport.written).toHaveLength(0)
  expect(outbox.waitingBytes).toBe(0)
})
