import { onScopeDispose, watch, type Ref } from 'vue'
import { useLink } from '../connection/useLink.ts'

/** Tells the sync client which ticket is open here, so that its own topics are subscribed to. */
export function useOpenTicket(id: Ref<string | undefined>): void {
  const link = useLink()
  const quietly = (call: Promise<void>): void => void call.catch(() => {})
  watch(
    id,
    (now, before) => {
      if (before !== undefined) quietly(link.call('closeTicket', { id: before }))
      if (now !== undefined) quietly(link.call('openTicket', { id: now }))
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    if (id.value !== undefined) quietly(link.call('closeTicket', { id: id.value }))
  })
}
