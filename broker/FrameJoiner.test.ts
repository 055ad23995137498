import { expect, test } from 'vitest'
import { FrameJoiner } from './FrameJoiner.ts'
import { Message } from './Message.ts'

test('joined frames are in order, joined once for all who get the same ones', () => {
  const frames = ['a', 'b', 'c'].map((payload) => new Message('t', payload).frame(1, 1))
  const joiner = new FrameJoiner()
  const joined = joiner.join([...frames])
  expect(joined.equals(Buffer.concat(frames.map(({ bytes }) => bytes)))).toBe(true)
  expect(joiner.join([...frames])).toBe(joined)
  expect(joiner.join(frames.slice(0, 2)).length).toBeLessThan(joined.length)
  expect(joiner.join(frames.toReversed()).equals(joined)).toBe(false)
  expect(joiner.join(frames.slice(1, 2))).toBe(frames[1]?.bytes)
})
