import { type Line } from '../report/table.ts'

export interface WorkloadResult {
  lines: Line[]
  /** Rows that clients held wrongly at the end, of either system: more than 0 means that something was lost. */
  wrong: number
}
