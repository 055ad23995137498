export interface ListSort<Column extends string = string> {
  column: Column
  descending: boolean
}

export type SortKey = string | number

/** By code unit: a collator takes 250 ms for 50,000 titles. Not a - b: there is Infinity. */
export function compareKeys(a: SortKey, b: SortKey): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** `-createdAt`, as in the contract's lists. */
export function formatSort({ column, descending }: ListSort): string {
  return `${descending ? '-' : ''}${column}`
}

/** Undefined where the list has no such column. */
export function parseSort<Column extends string>(
  text: string | undefined,
  columns: readonly Column[],
): ListSort<Column> | undefined {
  const descending = text?.startsWith('-') ?? false
  const name = descending ? text?.slice(1) : text
  const column = columns.find((each) => each === name)
  return column && { column, descending }
}
