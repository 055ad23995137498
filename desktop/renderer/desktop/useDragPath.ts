import { useHost } from '../connection/useLink.ts'

/** Where a row leads that can be dragged out of the window; in a browser none can. */
export function useDragPath<Row>(pathOf: ((row: Row) => string) | undefined): ((row: Row) => string) | undefined {
  return useHost().desktop ? pathOf : undefined
}
