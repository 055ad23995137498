import { readFileSync } from 'node:fs'
import path from 'node:path'
import { Type as T } from 'typebox'
import { Value } from 'typebox/value'
import { type ImportedTicket } from '../ImportedTicket.ts'
import { nyc311Format } from '../nyc311/nyc311Format.ts'

const DemoRows = T.Object({ source: T.String(), rows: T.Array(T.Record(T.String(), T.String())) })

/** 60 real requests, read like any import (NYC Open Data, dataset erm2-nwe9): only people and times are made up. */
export function readDemoRows(now: Date): ImportedTicket[] {
  const text = readFileSync(path.join(import.meta.dirname, 'demoRows.json'), 'utf8')
  const { rows } = Value.Parse(DemoRows, JSON.parse(text))
  return rows.map((row) => nyc311Format.toRow((column) => (column === 'status' ? 'Open' : (row[column] ?? '')), now))
}
