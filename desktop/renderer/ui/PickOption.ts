/** One line of a PickList. */
export interface PickOption<Value extends string = string> {
  value: Value
  label: string
  /** A second line, quieter. */
  detail?: string | undefined
  /** At the right: a count, a warning. */
  hint?: string | undefined
  /** Begins a group. */
  heading?: string | undefined
}
