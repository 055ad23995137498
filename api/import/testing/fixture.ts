import { existsSync } from 'node:fs'
import path from 'node:path'
import Papa from 'papaparse'
import { csvRows, type CsvRow } from '../csvRows.ts'
import { openCsvFile } from '../openCsvFile.ts'
import { openRows, type ReadRow } from '../openRows.ts'
import { nyc311Format } from '../nyc311/nyc311Format.ts'

/** 20 real requests of 15 and 16 April 2024, chosen for their differences. Source: NYC Open Data, dataset erm2-nwe9. */
export const fixtureFile = path.join(import.meta.dirname, 'nyc-311-20-rows.csv')

const allRows = path.join(import.meta.dirname, '../../../../shared/data/nyc-311-2024-04.csv')
/** The 1,000 rows the fixture is cut from, where they are there. */
export const realFile = existsSync(allRows) ? allRows : undefined

async function* once(text: string): AsyncGenerator<string> {
  yield text
}

/** The tickets of a CSV text of that format. */
export async function ticketsIn(text: string, now = new Date('2026-11-22T12:00:00Z')): Promise<ReadRow[]> {
  return Array.fromAsync(await openRows(csvRows(once(text)), nyc311Format, () => now))
}

export async function ticketsOf(file: string): Promise<AsyncGenerator<ReadRow>> {
  return openRows(csvRows(await openCsvFile(file)), nyc311Format, () => new Date())
}

/** Header and rows of a CSV file, as they stand. */
export async function tableOf(file: string): Promise<string[][]> {
  const rows: CsvRow[] = await Array.fromAsync(csvRows(await openCsvFile(file)))
  return rows.map((row) => row.fields)
}

export function toCsv(table: readonly (readonly string[])[]): string {
  return Papa.unparse(
    table.map((row) => [...row]),
    { newline: '\n' },
  )
}

/** One request that is fine, with what a test wants of it. */
export function request(fields: Record<string, string>): string {
  const all = {
    unique_key: '1',
    created_date: '2024-04-16T03:03:15.000',
    complaint_type: 'Street Condition',
    status: 'Open',
    incident_address: '181 MAIN STREET',
    ...fields,
  }
  return toCsv([Object.keys(all), Object.values(all)])
}
