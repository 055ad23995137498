import { onScopeDispose, watch } from 'vue'
import { useRouter } from 'vue-router'
import { useActions } from '../actions/useActions.ts'
import { useHost } from '../connection/useLink.ts'
import { ticketPath } from '../ticket/ticketPath.ts'
import { useSelection } from '../tickets/useSelection.ts'
import { useTicketList } from '../tickets/useTicketList.ts'
import { watchDragOut } from './dragOut.ts'

/** What the desktop app adds to the console: the menu's choices, links that were opened, linked windows. */
export function useDesktop(): void {
  const host = useHost()
  const { desktop } = host
  if (!desktop) return
  const actions = useActions()
  const router = useRouter()
  const selection = useSelection()
  const list = useTicketList()

  watch(
    // The menu has its own entries for kept layouts: they work without a window too.
    () =>
      actions.possible
        .filter(({ id }) => !id.startsWith('layout.use '))
        .map(({ id, title, group, keys }) => ({ id, title, group, ...(keys && { keys }) })),
    (possible) => desktop.setActions(possible),
    { immediate: true },
  )
  onScopeDispose(
    desktop.onAction((id) => {
      const action = actions.all.find((each) => each.id === id)
      if (action?.when?.() ?? true) action?.run()
    }),
  )
  onScopeDispose(watchDragOut((path, at) => host.openWindow(path, at)))
  onScopeDispose(desktop.onGo((path) => void router.push(path)))

  watch(
    () => (selection.current === undefined ? undefined : list.rowOf(selection.current)),
    (row) => row && desktop.setSelected(ticketPath(row.ticket)),
  )
}
