import { type Command } from '../../link/messages.ts'
import { readItems } from './itemLines.ts'

/** What is typed into the form of a new shipment. */
export const emptyShipmentForm = {
  description: '',
  ticketId: '',
  siteId: '',
  items: '',
  carrier: '',
  trackingNumber: '',
  trackingUrl: '',
  /** RFC 3339; empty: nobody knows. */
  expectedAt: '',
}
export type ShipmentForm = typeof emptyShipmentForm

export type ShipmentFormProblems = Partial<Record<'what' | 'place' | 'trackingUrl', string>>

export function shipmentFormProblems(form: ShipmentForm): ShipmentFormProblems {
  const problems: ShipmentFormProblems = {}
  if (form.description.trim() === '' && form.items.trim() === '') problems.what = 'Say what is on its way.'
  if (form.ticketId === '' && form.siteId === '') problems.place = 'Say for which ticket, or to which site.'
  if (form.trackingUrl.trim() !== '' && !isWebAddress(form.trackingUrl.trim()))
    problems.trackingUrl = 'A web address begins with https://'
  return problems
}

/** Nothing else becomes a link: whoever typed it, it opens on somebody else's machine. */
export function isWebAddress(text: string): boolean {
  return /^https?:\/\/[^\s]+$/.test(text) && text.length <= 500
}

export function createShipmentOf(
  form: ShipmentForm,
  id: string,
  inventoryId: (name: string) => string | undefined,
): Extract<Command, { name: 'shipment.create' }> {
  const items = readItems(form.items, inventoryId)
  const text = (
    name: 'description' | 'ticketId' | 'siteId' | 'carrier' | 'trackingNumber' | 'trackingUrl' | 'expectedAt',
  ) => (form[name].trim() === '' ? {} : { [name]: form[name].trim() })
  return {
    name: 'shipment.create',
    input: {
      id,
      ...text('description'),
      ...text('ticketId'),
      ...text('siteId'),
      ...text('carrier'),
      ...text('trackingNumber'),
      ...text('trackingUrl'),
      ...text('expectedAt'),
      ...(items.length > 0 ? { items } : {}),
    },
  }
}
