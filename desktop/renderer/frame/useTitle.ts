import { onScopeDispose, watchEffect, type Ref } from 'vue'
import { useStatus } from '../replica/useStatus.ts'
import { useTicketList } from '../tickets/useTicketList.ts'

/** The window's title: what is shown, and how many wait for somebody, also while another tab is looked at. */
export function useTitle(what: Ref<string>): void {
  const list = useTicketList()
  const status = useStatus()
  watchEffect(() => {
    const waiting = list.counts.get(status.isTechnician ? 'mine' : 'unassigned') ?? 0
    const count = waiting > 0 && status.user ? `(${waiting}) ` : ''
    document.title = `${count}${what.value} · Signalbox`
  })
  onScopeDispose(() => (document.title = 'Signalbox'))
}
