import { expect, test } from 'vitest'
import { importReport } from './importReport.ts'
import { nothingYet } from './ImportSummary.ts'

function reporting(isTTY: boolean) {
  const out: string[] = []
  const err: string[] = []
  const clock = { time: 0 }
  const report = importReport(
    { write: (text) => out.push(text) },
    { write: (text) => err.push(text), isTTY },
    () => clock.time,
  )
  return { out, err, clock, report }
}

const after = (read: number) => ({ ...nothingYet, read, created: read })

test('refused rows and the summary go to stdout, the summary last', () => {
  const { out, report } = reporting(false)
  report.onRefused(12, 'status is empty')
  report.end(after(3))
  expect(out).toEqual([
    'line 12: refused: status is empty\n',
    '{"read":3,"created":3,"updated":0,"unchanged":0,"refused":0,"sitesCreated":0}\n',
  ])
})

test('without a terminal progress is a line now and then', () => {
  const { err, clock, report } = reporting(false)
  for (clock.time = 500; clock.time <= 5_000; clock.time += 500) report.onProgress(after(clock.time))
  expect(err).toEqual(['2000 rows read, 2000 created, 1000 rows/s\n', '4000 rows read, 4000 created, 1000 rows/s\n'])
})

test('on a terminal it is one line that is redrawn, and gone before a report or the end', () => {
  const { err, clock, report } = reporting(true)
  clock.time = 100
  report.onProgress(after(250))
  report.onProgress(after(500))
  report.onRefused(1, 'x')
  report.onRefused(2, 'y')
  report.end(after(500))
  expect(err).toEqual([
    '\r\u001B[K250 rows read, 250 created, 2500 rows/s',
    '\r\u001B[K500 rows read, 500 created, 5000 rows/s',
    '\r\u001B[K',
  ])
})
