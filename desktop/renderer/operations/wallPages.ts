/** How long a page of the wallboard stands: long enough to read seven lines from across the room. */
export const pageTime = 12_000

export interface WallPage<Item> {
  items: readonly Item[]
  index: number
  pages: number
}

/** The page that is due at this turn; each item is on exactly one. */
export function pageOf<Item>(items: readonly Item[], size: number, turn: number): WallPage<Item> {
  const pages = Math.max(1, Math.ceil(items.length / size))
  const index = turn % pages
  return { items: items.slice(index * size, (index + 1) * size), index, pages }
}
