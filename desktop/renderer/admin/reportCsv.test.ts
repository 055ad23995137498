import { expect, test } from 'vitest'
import { reportCsv } from './reportCsv.ts'

test('rows stand in the order of the file, and none is a formula', () => {
  const text = reportCsv([
    { line: 3, outcome: 'refused', reason: 'status is empty' },
    { line: 2, outcome: 'created', externalRef: '7', title: '=1+1' },
  ])
  expect(text).toBe(
    `\uFEFFline,outcome,externalRef,title,reason\r\n2,created,7,"'=1+1",\r\n3,refused,,,status is empty\r\n`,
  )
})
