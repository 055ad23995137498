/** What a list shows: anything with an id. */
export interface Identified {
  readonly id: string
}

export interface HeldList<Row extends Identified> {
  rows: readonly Row[]
  /** Shown where they were, though they no longer belong here. */
  left: ReadonlySet<string>
  /** Belong here and are not shown yet. */
  arrived: number
}

export interface HoldOptions<Row extends Identified> {
  /** The rows on screen, in their order. */
  shown: readonly Row[]
  /** What the list would be. */
  fresh: readonly Row[]
  /** The row as it is now. */
  rowOf: (id: string) => Row | undefined
  /** The index of the last row that can be seen: what comes in after it pushes nothing away. */
  lastVisible: number
}

const nothing: ReadonlySet<string> = new Set()

/** A list that is as it should be. */
export function settled<Row extends Identified>(rows: readonly Row[]): HeldList<Row> {
  return { rows, left: nothing, arrived: 0 }
}

/**
 * The list while somebody points or types in it: every row keeps its place and shows its newest content, what left stays
 * until they look away, and what arrives waits unless it comes in below what can be seen. Rows that do not exist
 * any more (deleted, out of sight) go at once.
 */
export function holdList<Row extends Identified>({
  shown,
  fresh,
  rowOf,
  lastVisible,
}: HoldOptions<Row>): HeldList<Row> {
  // Mostly only contents change; working out places for 50,000 rows takes 20 ms.
  if (isSameOrder(shown, fresh)) return settled(fresh)

  const place = new Map(shown.map(({ id }, index) => [id, index]))
  const belongs = new Set(fresh.map(({ id }) => id))
  const followers = new Map<number, Row[]>()
  let arrived = 0
  let before = -1
  for (const row of fresh) {
    const index = place.get(row.id)
    if (index !== undefined) before = Math.max(before, index)
    else if (before < lastVisible) arrived++
    else followers.set(before, [...(followers.get(before) ?? []), row])
  }

  const rows: Row[] = [...(followers.get(-1) ?? [])]
  const left = new Set<string>()
  for (const [index, { id }] of shown.entries()) {
    const row = rowOf(id)
    if (row) {
      rows.push(row)
      if (!belongs.has(id)) left.add(id)
    }
    rows.push(...(followers.get(index) ?? []))
  }
  return { rows, left, arrived }
}

function isSameOrder(a: readonly Identified[], b: readonly Identified[]): boolean {
  return a.length === b.length && a.every(({ id }, index) => id === b[index]?.id)
}

/** The rows in sight that were not near there before: they slide in. */
export function arrivalsIn(
  shown: readonly Identified[],
  fresh: readonly Identified[],
  { first, last }: { first: number; last: number },
): Set<string> {
  const far = 50
  const before = new Set(shown.slice(Math.max(0, first - far), last + far).map(({ id }) => id))
  const inSight = fresh.slice(Math.max(0, first), last + 1)
  return new Set(inSight.map(({ id }) => id).filter((id) => !before.has(id)))
}
