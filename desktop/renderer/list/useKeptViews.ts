import { computed, type ComputedRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { mostSharedViews } from '../../../api/contract/savedView.ts'
import { isManager } from '../../../api/contract/user.ts'
import { newId } from '../connection/newId.ts'
import { usePreferences } from '../preferences/usePreferences.ts'
import { useStatus } from '../replica/useStatus.ts'
import { formatSort, type ListSort } from './listSort.ts'
import { longestLabel, mostKept, type KeptView } from './keptViews.ts'
import { useSavedViews } from './useSavedViews.ts'

/** Views of a list that people made: one's own, then those that others share. Whoever gets an address may keep that too. */
export function useKeptViews(list: string) {
  const preferences = usePreferences()
  const status = useStatus()
  const saved = useSavedViews()
  const isOwn = ({ owner }: KeptView): boolean => owner === undefined || owner.id === status.user?.id
  const ofList = computed(() => saved.views.filter((view) => view.list === list))
  const own = computed(() => ofList.value.filter(isOwn).slice(0, mostKept))
  const kept = computed(() => [...own.value, ...ofList.value.filter((view) => !isOwn(view)).slice(0, mostSharedViews)])
  const mayKeep = computed(() => own.value.length < mostKept)

  /** Gives its id. */
  function keep({ label, ...rest }: Pick<KeptView, 'base' | 'label' | 'query' | 'sort' | 'columns'>): string {
    const id = newId()
    void saved.save({ ...rest, id, list, label: named(label) })
    return id
  }

  function forget(view: KeptView): void {
    const left = Object.entries(preferences.preferences.sorts).filter(([key]) => key !== `${list}.${view.id}`)
    preferences.change({ sorts: Object.fromEntries(left) })
    void saved.remove(view)
  }

  return { kept, mayKeep, keep, forget, isOwn, change: saved.save, refresh: saved.refresh }
}

const named = (label: string): string => label.trim().slice(0, longestLabel)

export interface KeptControlOptions {
  list: string
  /** The view that is shown. */
  viewId: () => string
  /** What is searched and filtered in it, as in an address. */
  query: () => Record<string, string>
  sort: () => ListSort
  /** Columns switched on or off. */
  columns: () => Readonly<Record<string, boolean>>
  clear: () => void
}

/** What a list's toolbar does with views of one's own. */
export interface KeptControl {
  /** The view that is shown, where a person made it. */
  here: ComputedRef<KeptView | undefined>
  isOwn: ComputedRef<boolean>
  /** It may be renamed, shared and removed: by its owner, and by managers where it is shared. */
  mayChange: ComputedRef<boolean>
  mayShare: ComputedRef<boolean>
  /** There is room for one more. */
  mayKeep: ComputedRef<boolean>
  /** The name that somebody who sent it gave it. */
  suggested: string
  keep: (label: string) => void
  rename: (label: string) => void
  share: (shared: boolean) => void
  forget: () => void
}

export function useKeptControl({ list, viewId, query, sort, columns, clear }: KeptControlOptions): KeptControl {
  const status = useStatus()
  const route = useRoute()
  const router = useRouter()
  const views = useKeptViews(list)
  const here = computed(() => views.kept.value.find(({ id }) => id === viewId()))
  const isOwn = computed(() => here.value !== undefined && views.isOwn(here.value))
  const isManaging = computed(() => isManager(status.user?.role ?? 'technician'))
  const change = (changes: Partial<KeptView>): void => {
    if (here.value) void views.change({ ...here.value, ...changes })
  }
  views.refresh()
  return {
    here,
    isOwn,
    mayChange: computed(() => isOwn.value || isManaging.value),
    mayShare: computed(() => !status.isTechnician && (isOwn.value || isManaging.value)),
    mayKeep: views.mayKeep,
    suggested: String(route.query.as ?? ''),
    keep: (label) => {
      const base = here.value?.base ?? viewId()
      const id = views.keep({
        label,
        base,
        query: narrowed(here.value?.query, query()),
        sort: formatSort(sort()),
        columns: columns(),
      })
      clear()
      void router.push(`/${list}/${id}`)
    },
    rename: (label) => change({ label: named(label) }),
    share: (shared) => change({ shared }),
    forget: () => {
      const gone = here.value
      if (!gone) return
      void router.push(`/${list}/${gone.base}`)
      views.forget(gone)
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
