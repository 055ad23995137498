import { useRegistered, type Action } from '../actions/useActions.ts'
import { useListKeys, type ListKeysOptions } from '../list/useListKeys.ts'
import { type TicketRow } from './ticketRow.ts'
import { useSelection } from './useSelection.ts'
import { useTicketList } from './useTicketList.ts'

export interface TicketKeysOptions extends Pick<
  ListKeysOptions<TicketRow>,
  'rows' | 'grid' | 'narrow' | 'open' | 'openWindow' | 'copyLink' | 'focusSearch' | 'focusInspector'
> {
  assign: () => void
  showView: (id: string) => void
}

/** The keys of any list, and those that tickets have besides. */
export function useTicketKeys({ assign, showView, ...options }: TicketKeysOptions): void {
  const selection = useSelection()
  const list = useTicketList()
  useListKeys<TicketRow>({
    ...options,
    noun: 'ticket',
    selection,
    typeAhead: ({ ticket }) => String(ticket.number),
    inspects: true,
    isNarrowed: () => list.isNarrowed,
    clear: () => list.clear(),
  })
  useRegistered([
    ...list.views
      .filter(({ key }) => key !== '')
      .map((view): Action => ({
        id: `view.${view.id}`,
        title: `Go to ${view.label.toLowerCase()}`,
        group: 'Go to',
        keys: `g ${view.key}`,
        run: () => showView(view.id),
      })),
    {
      id: 'ticket.assign',
      title: 'Assign…',
      group: 'Ticket',
      keys: 'a',
      when: () => selection.current !== undefined,
      run: () => assign(),
    },
  ])
}
