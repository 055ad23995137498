import { expect, test } from 'vitest'
import { feedOf } from './feedOf.ts'

test.each([undefined, '', ' '])('without an address nothing is looked for: %o', (address) => {
  expect(feedOf(address)).toBeUndefined()
})

test.each([
  ['https://updates.example/signalbox', { url: 'https://updates.example/signalbox' }],
  ['http://127.0.0.1:8000/', { url: 'http://127.0.0.1:8000/' }],
  ['http://updates.example/', { problem: expect.stringContaining('SIGNALBOX_UPDATE_URL') }],
  ['file:///updates', { problem: expect.stringContaining('SIGNALBOX_UPDATE_URL') }],
  ['updates', { problem: expect.stringContaining('SIGNALBOX_UPDATE_URL') }],
])('%s', (address, feed) => {
  expect(feedOf(address)).toEqual(feed)
})
