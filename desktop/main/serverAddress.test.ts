import { expect, test } from 'vitest'
import { readServerAddress } from './serverAddress.ts'

test.each([
  ['dispatch.example', 'https://dispatch.example'],
  [' https://dispatch.example/board?x=1 ', 'https://dispatch.example'],
  ['http://10.0.0.5:8480', 'http://10.0.0.5:8480'],
  ['localhost:8480', 'http://localhost:8480'],
  ['127.0.0.1', 'http://127.0.0.1'],
])('%s is a server at %s', (typed, chosen) => {
  expect(readServerAddress(typed)).toEqual({ chosen })
})

test.each([
  '',
  'ftp://dispatch.example',
  'https://',
  'javascript:alert(1)',
  'https://me:secret@dispatch.example',
  'a b',
])('%s is none, and it is said', (typed) => {
  expect(readServerAddress(typed)).toEqual({ problem: expect.any(String) })
})
