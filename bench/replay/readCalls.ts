import { createReadStream, existsSync } from 'node:fs'
import { type Priority } from '../../api/contract/ticket.ts'
import { csvRows } from '../../api/import/csvRows.ts'

/** One call as the county's control room had it. */
export interface Call {
  /** Ms after midnight. */
  at: number
  title: string
  type: string
  priority: Priority
  place: string
  latitude: number
  longitude: number
}

const file = new URL('../../../shared/data/montco-911-2016.csv', import.meta.url)

/** Where minutes count, where they do not, and what only blocks a road. */
const urgent = /CARDIAC|RESPIRATORY|UNCONSCIOUS|CVA|HEMORRHAG|OVERDOSE|BUILDING FIRE|VEHICLE FIRE|GAS-ODOR|SEIZURE/
const slight = /DISABLED VEHICLE|ROAD OBSTRUCTION|HAZARDOUS ROAD|MEDICAL ALERT|NAUSEA|GENERAL WEAKNESS/

function priorityOf(call: string): Priority {
  if (urgent.test(call)) return 'P1'
  return slight.test(call) ? 'P4' : call.startsWith('Traffic') ? 'P3' : 'P2'
}

/**
 * The calls of one day, in their order.
 * @param day `2018-11-15`
 * @throws where the file is not there: it is not copied into the project.
 */
export async function readCalls(day: string): Promise<Call[]> {
  if (!existsSync(file)) throw new Error(`This replays real calls from ${file.pathname}, which is not there.`)
  const calls: Call[] = []
  for await (const { fields } of csvRows(createReadStream(file, 'utf8'))) {
    const [latitude, longitude, call = '', time = '', township = '', streets = ''] = fields
    if (!time.startsWith(day)) continue
    const [hour = 0, minute = 0] = time.slice(11).split(':').map(Number)
    const [category = '', what = ''] = call.replace(/ -$/, '').split(': ')
    calls.push({
      at: (hour * 60 + minute) * 60_000,
      title: `${what} at ${streets}`,
      type: category,
      priority: priorityOf(call),
      place: township,
      latitude: Number(latitude),
      longitude: Number(longitude),
    })
  }
  if (calls.length === 0) throw new Error(`There are no calls of ${day}.`)
  return calls.toSorted((a, b) => a.at - b.at)
}
