import { defineStore } from 'pinia'
import { onScopeDispose, shallowRef, watchEffect } from 'vue'
import { type RouteLocationRaw } from 'vue-router'

/** A saved view, or another part of the same view, over the view itself. */
export interface ViewTab {
  id: string
  label: string
  count?: number
  to: RouteLocationRaw
}

/** What the view on screen says about itself in the frame around it. */
export interface ViewHead {
  title: string
  tabs?: readonly ViewTab[]
  /** The tab that is shown. */
  tab?: string
  /** How many rows are on screen, and how many there are. */
  shown?: number
  total?: number
}

/** What could not be opened, since its file is not on this device. */
export interface Unfetched {
  what: 'view' | 'form'
  again: () => void
}

const nothing: ViewHead = { title: '' }

export const useFrame = defineStore('frame', () => {
  const head = shallowRef<ViewHead>(nothing)
  const unfetched = shallowRef<Unfetched>()
  return { head, unfetched }
})

/** Called by a view: the frame shows this for as long as the view is there. */
export function useViewHead(head: () => ViewHead): void {
  const frame = useFrame()
  let own: ViewHead = nothing
  watchEffect(() => {
    own = head()
    frame.head = own
  })
  onScopeDispose(() => {
    // The next view may have said its own already.
    if (frame.head === own) frame.head = nothing
  })
}
