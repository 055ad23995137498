import { computed, type ComputedRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { newId } from '../connection/newId.ts'
import { usePreferences } from '../preferences/usePreferences.ts'
import { formatSort, type ListSort } from './listSort.ts'
import { longestLabel, mostKept, type KeptView } from './keptViews.ts'

/** A person's own views of a list, kept in this browser; others get one by its address. */
export function useKeptViews(list: string) {
  const preferences = usePreferences()
  const kept = computed(() => preferences.preferences.views.filter((view) => view.list === list).slice(0, mostKept))
  const mayKeep = computed(() => kept.value.length < mostKept)
  const labelOf = (label: string): string => label.trim().slice(0, longestLabel)

  /** Gives its id. */
  function keep({ label, ...rest }: Pick<KeptView, 'base' | 'label' | 'query' | 'sort'>): string {
    const id = newId()
    const view: KeptView = { ...rest, id, list, label: labelOf(label) }
    preferences.change({ views: [...preferences.preferences.views, view] })
    return id
  }

  function rename(id: string, label: string): void {
    const views = preferences.preferences.views.map((each) =>
      each.id === id ? { ...each, label: labelOf(label) } : each,
    )
    preferences.change({ views })
  }

  function forget(id: string): void {
    const { views, sorts } = preferences.preferences
    const left = Object.entries(sorts).filter(([key]) => key !== `${list}.${id}`)
    preferences.change({ views: views.filter((each) => each.id !== id), sorts: Object.fromEntries(left) })
  }

  return { kept, mayKeep, keep, rename, forget }
}

export interface KeptControlOptions {
  list: string
  /** The view that is shown. */
  viewId: () => string
  /** What is searched and filtered in it, as in an address. */
  query: () => Record<string, string>
  sort: () => ListSort
  clear: () => void
}

/** What a list's toolbar does with views of one's own. */
export interface KeptControl {
  /** The view that is shown, where it is one's own. */
  here: ComputedRef<KeptView | undefined>
  /** There is room for one more. */
  mayKeep: ComputedRef<boolean>
  /** The name that somebody who sent it gave it. */
  suggested: string
  keep: (label: string) => void
  rename: (label: string) => void
  forget: () => void
}

export function useKeptControl({ list, viewId, query, sort, clear }: KeptControlOptions): KeptControl {
  const route = useRoute()
  const router = useRouter()
  const views = useKeptViews(list)
  const here = computed(() => views.kept.value.find(({ id }) => id === viewId()))
  return {
    here,
    mayKeep: views.mayKeep,
    suggested: String(route.query.as ?? ''),
    keep: (label) => {
      const base = here.value?.base ?? viewId()
      const id = views.keep({ label, base, query: narrowed(here.value?.query, query()), sort: formatSort(sort()) })
      clear()
      void router.push(`/${list}/${id}`)
    },
    rename: (label) => {
      if (here.value) views.rename(here.value.id, label)
    },
    forget: () => {
      const gone = here.value
      if (!gone) return
      void router.push(`/${list}/${gone.base}`)
      views.forget(gone.id)
    },
  }
}

/** A view that is narrowed further has all the words of both; values of a field were chosen among its own. */
function narrowed(before: KeptView['query'] = {}, more: Record<string, string>): Record<string, string> {
  const words = [before.q, more.q].filter((each) => each !== undefined).join(' ')
  return { ...before, ...more, ...(words !== '' && { q: words }) }
}

/** The address under which somebody else sees the same, and may keep it too. */
export function addressOf({ list, base, query, label }: KeptView): string {
  return `/${list}/${base}?${new URLSearchParams({ ...query, as: label }).toString()}`
}
