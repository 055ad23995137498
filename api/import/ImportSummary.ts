/** What an import did, in the words of its last line. */
export interface ImportSummary {
  /** Rows with anything in them, the first line apart. */
  read: number
  created: number
  updated: number
  unchanged: number
  refused: number
  sitesCreated: number
}

export const nothingYet: ImportSummary = {
  read: 0,
  created: 0,
  updated: 0,
  unchanged: 0,
  refused: 0,
  sitesCreated: 0,
}
