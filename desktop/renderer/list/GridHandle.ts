import { type Sight } from './useHeldRows.ts'

/** What a view may ask of its VirtualGrid. */
export interface GridHandle {
  scrollTo: (id: string) => void
  focus: () => void
  sight: () => Sight
  /** How many rows a page is. */
  page: number
  hasFocus: boolean
}
