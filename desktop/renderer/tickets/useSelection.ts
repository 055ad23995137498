import { useSelectionOf, type Selection } from '../list/useSelectionOf.ts'

/** What is selected among the tickets. */
export function useSelection(): Selection {
  return useSelectionOf('tickets')
}
