import { type Command } from '../../link/messages.ts'
import { inventoryKinds, type InventoryKind } from '../../../api/contract/inventoryItem.ts'
import { placeInput, wholeNumber } from './moveForm.ts'

/** What is typed into the form of a new part or piece of equipment. */
export const emptyInventoryForm = {
  kind: 'part',
  name: '',
  sku: '',
  serialNumber: '',
  quantity: '1',
  unit: '',
  minimum: '',
  /** `warehouse:Main`, `site:<id>`, `technician:<id>`. */
  place: 'warehouse:Main',
  notes: '',
}
export type InventoryForm = typeof emptyInventoryForm

export type InventoryFormProblems = Partial<Record<'name' | 'quantity' | 'minimum', string>>

const notWhole = 'A whole number, please.'

export function inventoryFormProblems({ name, quantity, minimum }: InventoryForm): InventoryFormProblems {
  const problems: InventoryFormProblems = {}
  if (name.trim() === '') problems.name = 'Say what it is.'
  if (wholeStock(quantity) === undefined) problems.quantity = notWhole
  if (minimum.trim() !== '' && wholeStock(minimum) === undefined) problems.minimum = notWhole
  return problems
}

/** A number of things in stock as people type it; undefined for what is none, or more than the contract takes. */
export function wholeStock(text: string): number | undefined {
  const number = wholeNumber(text)
  return number === undefined || number > 1_000_000 ? undefined : number
}

export function kindOf(text: string): InventoryKind {
  return inventoryKinds.find((kind) => kind === text) ?? 'part'
}

/** Undefined while something stands in the way. */
export function createInventoryOf(
  form: InventoryForm,
  id: string,
): Extract<Command, { name: 'inventory.create' }> | undefined {
  const quantity = wholeStock(form.quantity)
  if (quantity === undefined || Object.keys(inventoryFormProblems(form)).length > 0) return undefined
  const text = (name: 'sku' | 'serialNumber' | 'unit' | 'notes') =>
    form[name].trim() === '' ? {} : { [name]: form[name].trim() }
  const minimum = wholeStock(form.minimum)
  return {
    name: 'inventory.create',
    input: {
      id,
      kind: kindOf(form.kind),
      name: form.name.trim(),
      quantity,
      ...text('sku'),
      ...text('serialNumber'),
      ...text('unit'),
      ...text('notes'),
      ...(minimum === undefined ? {} : { minimum }),
      ...placeInput(form.place),
    },
  }
}
