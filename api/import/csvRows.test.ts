import fc from 'fast-check'
import Papa from 'papaparse'
import { expect, test } from 'vitest'
import { csvRows, type CsvRow } from './csvRows.ts'
import { UnreadableFile } from './UnreadableFile.ts'

async function* pieces(...texts: string[]): AsyncGenerator<string> {
  yield* texts
}

const read = (...texts: string[]): Promise<CsvRow[]> => Array.fromAsync(csvRows(pieces(...texts)))

test('a row is reported at the line where it begins, also below fields with line breaks', async () => {
  const rows = await read('a,b\n"1\n2\n3",x\n\n"y ""quoted""",z\n')
  expect(rows).toEqual([
    { line: 1, fields: ['a', 'b'] },
    { line: 2, fields: ['1\n2\n3', 'x'] },
    { line: 6, fields: ['y "quoted"', 'z'] },
  ])
})

test('a file may begin with a byte order mark, end its lines in CRLF and lack the last line break', async () => {
  const rows = await read('\uFEFFa,b\r\n"1","2"\r\n3,"4"')
  expect(rows.map((row) => [row.line, ...row.fields.map((field) => field.trim())])).toEqual([
    [1, 'a', 'b'],
    [2, '1', '2'],
    [3, '3', '4'],
  ])
})

test('a quote that is never closed is reported at the row where it begins', async () => {
  const rows = await read('a,b\n1,2\n"3,4\n5,6\n')
  expect(rows.map(({ line, problem }) => [line, problem])).toEqual([
    [1, undefined],
    [2, undefined],
    [3, 'a quoted field that begins here is never closed'],
  ])
})

test('a quote that is not doubled is reported, and the rows after it are read', async () => {
  const rows = await read('a,b\n"x"y",2\n3,4\n')
  expect(rows[1]?.problem).toBe('a quote inside a quoted field is not doubled')
  expect(rows[2]).toEqual({ line: 3, fields: ['3', '4'] })
})

test('a row that is longer than any row can be ends the reading instead of filling the memory', async () => {
  const chunk = 'x'.repeat(300_000)
  await expect(read('a,b\n1,"', chunk, chunk, chunk, chunk)).rejects.toThrow(UnreadableFile)
})

test('pieces may be cut anywhere', async () => {
  const field = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', ' ', 'é', '😀') })
  const table = fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 6 })
  await fc.assert(
    fc.asyncProperty(table, fc.array(fc.nat(60)), async (rows, cuts) => {
      const text = Papa.unparse(rows, { newline: '\n' })
      const ends = [...new Set(cuts.filter((cut) => cut < text.length))].toSorted((a, b) => a - b)
      const parts = [...ends, text.length].map((end, index) => text.slice(ends[index - 1] ?? 0, end))
      const found = await read(...parts)
      expect(found.map((row) => row.fields)).toEqual(rows)
      expect(found.every((row) => row.problem === undefined)).toBe(true)
    }),
  )
})
