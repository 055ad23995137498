import { shipmentExceptions, shipmentStatuses, type ShipmentStatus } from '../../../api/contract/shipment.ts'
import { type RowChange } from '../../link/messages.ts'
import { type ListColumn, type ListFilter } from '../list/listRows.ts'
import { useReplica } from '../replica/useReplica.ts'
import { shipmentExceptionWords, shipmentStatusWords } from '../ui/stockWords.ts'
import { itemWords, shipmentTitle } from './itemLines.ts'
import { stateSince } from './shipmentViews.ts'
import { useShipmentPlaces } from './useShipmentPlaces.ts'

type Row = RowChange<'shipment'>

const none = 'none'

/** What most needs somebody comes first: trouble, then along the way backwards from the door. */
const stateOrder: readonly ShipmentStatus[] = [
  'exception',
  'delivered',
  'available_for_pickup',
  'out_for_delivery',
  'in_transit',
  'preparing',
  'requested',
  'draft',
  'received',
  'returned',
  'cancelled',
]

function stateText({ data }: Row): string {
  const word = shipmentStatusWords[data.status]
  return data.exception ? `${word}: ${shipmentExceptionWords[data.exception].toLowerCase()}` : word
}

/** The list's columns and filters: they need the names of tickets and sites. */
export function useShipmentColumns() {
  const { siteOf, ticketOf } = useShipmentPlaces()
  const replica = useReplica()
  const siteText = ({ data }: Row): string => siteOf(data)?.name ?? ''
  const ticketText = ({ data }: Row): string => {
    const ticket = ticketOf(data)
    return ticket ? `#${ticket.number} ${ticket.title}` : ''
  }
  const columns: ListColumn<Row>[] = [
    {
      id: 'number',
      label: 'Number',
      min: 72,
      grow: 0,
      drop: 0,
      value: ({ data }) => data.number || Number.POSITIVE_INFINITY,
      text: ({ data }) => (data.number ? String(data.number) : 'New'),
    },
    {
      id: 'state',
      label: 'State',
      min: 200,
      grow: 0.2,
      drop: 0,
      filter: 'status',
      value: ({ data }) => stateOrder.indexOf(data.status),
      text: stateText,
    },
    {
      id: 'what',
      label: 'What',
      min: 200,
      grow: 2,
      drop: 0,
      main: true,
      value: ({ data }) => shipmentTitle(data),
      text: ({ data }) => shipmentTitle(data),
    },
    {
      id: 'ticket',
      label: 'Ticket',
      min: 150,
      grow: 1,
      drop: 4,
      value: ({ data }) => ticketOf(data)?.number,
      text: ticketText,
    },
    { id: 'site', label: 'Site', min: 130, grow: 1, drop: 3, filter: 'site', value: siteText, text: siteText },
    {
      id: 'carrier',
      label: 'Carrier',
      min: 100,
      grow: 0.4,
      drop: 5,
      filter: 'carrier',
      value: ({ data }) => data.carrier,
      text: ({ data }) => data.carrier ?? '',
    },
    {
      id: 'tracking',
      label: 'Tracking',
      min: 150,
      grow: 0.3,
      drop: 6,
      value: ({ data }) => data.trackingNumber,
      text: ({ data }) => data.trackingNumber ?? '',
    },
    {
      id: 'expected',
      label: 'Expected',
      min: 148,
      grow: 0,
      drop: 1,
      value: ({ data }) => (data.expectedAt ? Date.parse(data.expectedAt) : undefined),
    },
    { id: 'since', label: 'Since', min: 76, grow: 0, drop: 2, value: ({ data }) => Date.parse(stateSince(data)) },
    {
      id: 'items',
      label: 'Items',
      min: 160,
      grow: 1,
      drop: 7,
      extra: true,
      value: ({ data }) => data.items.length,
      text: ({ data }) => data.items.map(itemWords).join(', '),
    },
  ]
  const filters: ListFilter<Row>[] = [
    {
      id: 'status',
      label: 'State',
      order: shipmentStatuses,
      labelOf: (value) => shipmentStatusWords[shipmentStatuses.find((each) => each === value) ?? 'draft'],
      valuesOf: ({ data }) => [data.status],
    },
    {
      id: 'exception',
      label: 'Exception',
      order: shipmentExceptions,
      labelOf: (value) => shipmentExceptionWords[shipmentExceptions.find((each) => each === value) ?? 'delayed'],
      valuesOf: ({ data }) => (data.exception ? [data.exception] : []),
    },
    {
      id: 'site',
      label: 'Site',
      labelOf: (id) => (id === none ? 'No site' : (replica.site(id)?.name ?? 'A site')),
      valuesOf: ({ data }) => [data.siteId ?? none],
    },
    {
      id: 'carrier',
      label: 'Carrier',
      labelOf: (name) => (name === none ? 'No carrier' : name),
      valuesOf: ({ data }) => [data.carrier ?? none],
    },
  ]
  return { columns, filters, stateText }
}
