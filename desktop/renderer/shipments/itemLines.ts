import { type Shipment } from '../../../api/contract/shipment.ts'

export type ShipmentItem = Shipment['items'][number]

/**
 * What is in it, as people write it down: a line each, "2 x Relay" or "Relay". The name of something in the inventory links
 * to it.
 */
export function readItems(text: string, inventoryId: (name: string) => string | undefined): ShipmentItem[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .slice(0, 200)
    .map((line) => readItem(line, inventoryId))
}

function readItem(line: string, inventoryId: (name: string) => string | undefined): ShipmentItem {
  const [, number, rest] = /^(\d{1,6})\s*(?:x\s+|[×*]\s*)(.*\S)$/i.exec(line) ?? []
  const quantity = number === undefined ? 1 : Math.max(1, Number(number))
  const name = (rest ?? line).slice(0, 200)
  const id = inventoryId(name)
  return { name, quantity, ...(id === undefined ? {} : { inventoryId: id }) }
}

export function itemWords({ name, quantity }: ShipmentItem): string {
  return `${quantity.toLocaleString('en')} × ${name}`
}

/** Puts one more in: another of the same is a higher number. */
export function withItem(items: readonly ShipmentItem[], added: ShipmentItem): ShipmentItem[] {
  const place = items.findIndex((each) => each.name === added.name && each.inventoryId === added.inventoryId)
  if (place === -1) return [...items, added]
  return items.map((each, index) =>
    index === place ? { ...each, quantity: Math.min(1_000_000, each.quantity + added.quantity) } : each,
  )
}

/** One line's number; none of it takes the line out. */
export function withQuantity(items: readonly ShipmentItem[], index: number, quantity: number): ShipmentItem[] {
  if (quantity === 0) return items.filter((_, place) => place !== index)
  return items.map((each, place) => (place === index ? { ...each, quantity } : each))
}

/** What it is in a word or two: what somebody wrote, else what is in it. */
export function shipmentTitle({
  description,
  items,
  number,
}: Pick<Shipment, 'description' | 'items' | 'number'>): string {
  const [line = ''] = description.trim().split('\n')
  if (line !== '') return line
  if (items.length > 0) return items.map(itemWords).join(', ')
  return number === 0 ? 'New shipment' : `Shipment ${number}`
}
