import { plainLine } from '../../../api/contract/plainLine.ts'
import { onScopeDispose, watchEffect, type Ref } from 'vue'
import { useNotifications } from '../notifications/useNotifications.ts'
import { useStatus } from '../replica/useStatus.ts'

/** The window's title: what is shown, and how many notifications are unread, also while another tab is looked at. */
export function useTitle(what: Ref<string>): void {
  const centre = useNotifications()
  const status = useStatus()
  watchEffect(() => {
    const count = centre.unread > 0 && status.user ? `(${centre.unread}) ` : ''
    document.title = `${count}${plainLine(what.value)} · Signalbox`
  })
  onScopeDispose(() => (document.title = 'Signalbox'))
}
