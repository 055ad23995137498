import { beforeEach, expect, test } from 'vitest'
import { PortHub } from './PortHub.ts'

let said: string[]
let hub: PortHub
beforeEach(() => {
  said = []
  hub = new PortHub({
    deliver: (owner, { to, payload, ports }) => said.push([owner, to, payload, ...ports].join(' ')),
    closed: (owner, end) => said.push(`${owner} ${end} closed`),
  })
  hub.pair('main', 'a', 'b')
})

test('what comes while an end travels waits for it, in order', () => {
  hub.release(['b'])
  hub.post('a', '1', [])
  hub.post('a', '2', [])
  expect(said).toEqual([])
  hub.give('page', ['b'])
  hub.post('a', '3', [])
  hub.post('b', 'back', [])
  expect(said).toEqual(['page b 1', 'page b 2', 'page b 3', 'main a back'])
})

test('an end goes through a port to another owner, and leaves nothing with the first', () => {
  hub.pair('main', 'c', 'd')
  hub.release(['b'])
  hub.give('child', ['b'])
  hub.post('a', 'take this', ['d'])
  hub.post('c', 'hello', [])
  expect(said).toEqual(['child b take this d', 'child d hello'])
})

test('whoever ends closes all it held, and each other side is told once', () => {
  hub.release(['b'])
  hub.give('page', ['b'])
  hub.ownerGone('page')
  hub.ownerGone('page')
  hub.post('a', 'too late', [])
  expect([said, hub.size]).toEqual([['main a closed'], 0])
})

test('an end whose other side closed while it travelled hears so when it arrives, after what was said before', () => {
  hub.release(['b'])
  hub.post('a', 'last words', [])
  hub.close('a')
  hub.give('page', ['b'])
  expect([said, hub.size]).toEqual([['page b last words', 'page b closed'], 0])
})
