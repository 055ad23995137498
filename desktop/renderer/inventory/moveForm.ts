import { type CommandInput } from '../../../api/contract/commands.ts'
import { type InventoryItem } from '../../../api/contract/inventoryItem.ts'

/** A place as one value of a list: its kind, and its id or the warehouse's name. */
export type PlaceValue = `${InventoryItem['place']}:${string}`

export function placeValueOf({ place, warehouse, siteId, technicianId }: InventoryItem): PlaceValue {
  return `${place}:${siteId ?? technicianId ?? warehouse ?? ''}`
}

export function warehouseValue(name: string): PlaceValue {
  return `warehouse:${name.trim()}`
}

export function placeInput(
  value: string,
): Pick<CommandInput<'inventory.move'>, 'warehouse' | 'siteId' | 'technicianId'> {
  const end = value.indexOf(':')
  const name = value.slice(end + 1)
  const kind = value.slice(0, end)
  if (kind === 'site') return { siteId: name }
  return kind === 'technician' ? { technicianId: name } : { warehouse: name }
}

/** A whole number as people type it; undefined for anything else. */
export function wholeNumber(text: string): number | undefined {
  return /^\d{1,7}$/.test(text.trim()) ? Number(text.trim()) : undefined
}

export interface MoveForm {
  /** How many, as typed. */
  quantity: string
  /** A place's value; empty: none is chosen. */
  to: string
}

export type MoveProblems = Partial<Record<'quantity' | 'to', string>>

export function moveProblems({ quantity, to }: MoveForm, item: InventoryItem): MoveProblems {
  const problems: MoveProblems = {}
  const number = wholeNumber(quantity)
  if (number === undefined || number < 1) problems.quantity = 'Say how many, in whole numbers.'
  else if (number > item.quantity) problems.quantity = `There are only ${item.quantity.toLocaleString('en')}.`
  if (to === '') problems.to = 'Say where to.'
  else if (to === placeValueOf(item)) problems.to = 'It is there already.'
  return problems
}

/** Undefined while something stands in the way. The number is always said: there may be more of it by the time it is moved. */
export function moveInput(form: MoveForm, item: InventoryItem): CommandInput<'inventory.move'> | undefined {
  const quantity = wholeNumber(form.quantity)
  if (form.to === '' || quantity === undefined || Object.keys(moveProblems(form, item)).length > 0) return undefined
  return { quantity, ...placeInput(form.to) }
}
