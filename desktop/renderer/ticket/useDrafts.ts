import { defineStore } from 'pinia'
import { shallowRef, triggerRef, watch } from 'vue'
import { useStatus } from '../replica/useStatus.ts'
import { readDrafts, type Draft } from './drafts.ts'

/** What is typed and not saved, by ticket and field: kept over a reload, for this user of this browser. */
export const useDrafts = defineStore('drafts', () => {
  const status = useStatus()
  const drafts = shallowRef(new Map<string, Draft>())
  let storedAs: string | undefined

  watch(
    () => status.user?.id,
    (userId) => {
      storedAs = userId === undefined ? undefined : `signalbox.drafts.${userId}`
      drafts.value = storedAs === undefined ? new Map() : readDrafts(stored(storedAs))
    },
    { immediate: true },
  )

  const of = (ticketId: string, field: string): Draft | undefined => drafts.value.get(`${ticketId}/${field}`)
  const hasAny = (ticketId: string): boolean => drafts.value.keys().some((key) => key.startsWith(`${ticketId}/`))

  function set(ticketId: string, field: string, draft: Draft | undefined): void {
    if (draft) drafts.value.set(`${ticketId}/${field}`, draft)
    else drafts.value.delete(`${ticketId}/${field}`)
    triggerRef(drafts)
    if (storedAs !== undefined) store(storedAs, JSON.stringify(Object.fromEntries(drafts.value)))
  }

  return { of, hasAny, set }
})

function stored(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

function store(key: string, text: string): void {
  try {
    localStorage.setItem(key, text)
  } catch {
    // Storage is off or full: the draft lives as long as the window.
  }
}
