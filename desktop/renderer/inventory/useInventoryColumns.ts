import { inventoryKinds } from '../../../api/contract/inventoryItem.ts'
import { type RowChange } from '../../link/messages.ts'
import { type ListColumn, type ListFilter } from '../list/listRows.ts'
import { inventoryKindWords } from '../ui/stockWords.ts'
import { placeKey, placeName, quantityWords } from './inventoryViews.ts'
import { usePlaceNames } from './usePlaceNames.ts'

type Row = RowChange<'inventory'>

/** The list's columns and filters: they need the names of sites and technicians. */
export function useInventoryColumns(): { columns: ListColumn<Row>[]; filters: ListFilter<Row>[] } {
  const names = usePlaceNames()
  const placeText = ({ data }: Row): string => placeName(data, names)
  const columns: ListColumn<Row>[] = [
    {
      id: 'name',
      label: 'Name',
      min: 200,
      grow: 2,
      drop: 0,
      main: true,
      value: ({ data }) => data.name,
      text: ({ data }) => data.name,
    },
    {
      id: 'kind',
      label: 'Kind',
      min: 96,
      grow: 0,
      drop: 3,
      filter: 'kind',
      value: ({ data }) => data.kind,
      text: ({ data }) => inventoryKindWords[data.kind],
    },
    {
      id: 'sku',
      label: 'SKU',
      min: 120,
      grow: 0.3,
      drop: 4,
      value: ({ data }) => data.sku,
      text: ({ data }) => data.sku ?? '',
    },
    {
      id: 'serial',
      label: 'Serial number',
      min: 140,
      grow: 0.3,
      drop: 5,
      value: ({ data }) => data.serialNumber,
      text: ({ data }) => data.serialNumber ?? '',
    },
    {
      id: 'quantity',
      label: 'Quantity',
      min: 232,
      grow: 0,
      drop: 0,
      value: ({ data }) => data.quantity,
    },
    {
      id: 'place',
      label: 'Place',
      min: 160,
      grow: 1,
      drop: 0,
      filter: 'place',
      value: ({ data }) => placeKey(data, names),
      text: placeText,
    },
    {
      id: 'notes',
      label: 'Notes',
      min: 160,
      grow: 1,
      drop: 7,
      extra: true,
      value: ({ data }) => data.notes,
      text: ({ data }) => data.notes ?? '',
    },
  ]
  const filters: ListFilter<Row>[] = [
    {
      id: 'kind',
      label: 'Kind',
      order: inventoryKinds,
      labelOf: (value) => inventoryKindWords[inventoryKinds.find((each) => each === value) ?? 'part'],
      valuesOf: ({ data }) => [data.kind],
    },
    { id: 'place', label: 'Place', labelOf: (name) => name, valuesOf: (row) => [placeText(row)] },
  ]
  return { columns, filters }
}

/** "14 boxes of at least 20": what the column and a phone's card say. */
export function stockWords({ data }: Row): string {
  const least = data.minimum === undefined ? '' : ` of at least ${data.minimum.toLocaleString('en')}`
  return `${quantityWords(data)}${least}`
}
