import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import { Refused } from '../../../api/contract/errors.ts'
import { type SavedView } from '../../../api/contract/savedView.ts'
import { sentenceOf } from '../connection/sentenceOf.ts'
import { useLink } from '../connection/useLink.ts'
import { usePreferences } from '../preferences/usePreferences.ts'
import { useStatus } from '../replica/useStatus.ts'
import { useNow } from '../ui/clock.ts'
import { type KeptView } from './keptViews.ts'

/** Others share seldom: opening a list, or coming back to this window, asks again only then. */
const staleAfter = 60_000
/** A list that stands open all day on a second monitor, and that nobody comes back to. */
const askEvery = 300_000

/**
 * Views that people made, as the server has them, and on this device as they were last: a list opens with them also offline.
 * What one does with them shows at once, and is taken back with the reason where the server refuses it. A view that is
 * made while it cannot be asked stays on this device, and is sent with the next connection.
 */
export const useSavedViews = defineStore('savedViews', () => {
  const link = useLink()
  const status = useStatus()
  const preferences = usePreferences()
  /** Why the last thing that was done did not work. */
  const problem = shallowRef<string>()
  let loadedAt = -staleAfter
  /** One after the other: an answer must not be overtaken by an older one. */
  let turn = Promise.resolve()

  /** This browser may have been somebody else's. */
  const isFor = ({ owner, shared = false }: KeptView): boolean =>
    owner === undefined || owner.id === status.user?.id || (shared && !status.isTechnician)
  const views = computed(() => preferences.preferences.views.filter(isFor))

  function put(view: KeptView): void {
    const { views: all } = preferences.preferences
    const has = all.some(({ id }) => id === view.id)
    preferences.change({ views: has ? all.map((each) => (each.id === view.id ? view : each)) : [...all, view] })
  }

  function take(id: string): void {
    preferences.change({ views: preferences.preferences.views.filter((each) => each.id !== id) })
  }

  function inTurn(what: () => Promise<void>): Promise<void> {
    turn = turn.then(what)
    return turn
  }

  async function send(view: KeptView): Promise<void> {
    put(keptOf(await link.call('saveView', inputOf(view))))
  }

  function save(view: KeptView): Promise<void> {
    const before = preferences.preferences.views.find(({ id }) => id === view.id)
    put(view)
    problem.value = undefined
    return inTurn(async () => {
      try {
        await send(view)
      } catch (error) {
        if (view.owner === undefined && !isRefusal(error)) return
        if (before) put(before)
        else take(view.id)
        problem.value = sentenceOf(error)
      }
    })
  }

  function remove(view: KeptView): Promise<void> {
    take(view.id)
    problem.value = undefined
    return inTurn(async () => {
      // It may have been on its way there just now, and come back with the answer.
      take(view.id)
      try {
        await link.call('deleteView', { id: view.id })
      } catch (error) {
        if (view.owner === undefined || (error instanceof Refused && error.code === 'not_found')) return
        put(view)
        problem.value = sentenceOf(error)
      }
    })
  }

  function load(): Promise<void> {
    loadedAt = performance.now()
    return inTurn(async () => {
      try {
        const there = (await link.call('savedViews')).map(keptOf)
        const unsent = preferences.preferences.views.filter(({ owner }) => owner === undefined)
        preferences.change({ views: [...there, ...unsent.filter(({ id }) => there.every((each) => each.id !== id))] })
      } catch {
        // As they were last: the next connection asks again.
      }
    }).then(sendUnsent)
  }

  async function sendUnsent(): Promise<void> {
    for (const view of preferences.preferences.views.filter(({ owner }) => owner === undefined)) {
      await inTurn(async () => {
        try {
          await send(view)
        } catch {
          // It stays on this device, and its menu says so.
        }
      })
    }
  }

  function refresh(olderThan = staleAfter): void {
    if (status.status.phase === 'live' && performance.now() - loadedAt > olderThan) void load()
  }
  window.addEventListener('focus', () => refresh())
  watch(useNow('minute'), () => refresh(askEvery))

  watch(
    () => (status.status.phase === 'live' ? status.user?.id : undefined),
    (userId) => {
      if (userId !== undefined) void load()
    },
    { immediate: true },
  )
  return { views, problem, save, remove, refresh }
})

function keptOf({ id, list, base, label, query, sort, columns, shared, owner }: SavedView): KeptView {
  return { id, list, base, label, query, sort, columns, shared, owner }
}

function inputOf({ id, list, base, label, query, sort, columns = {}, shared = false }: KeptView) {
  return { id, view: { list, base, label, query: { ...query }, sort, columns: { ...columns }, shared } }
}

function isRefusal(error: unknown): boolean {
  return error instanceof Refused && error.code !== 'unavailable' && error.code !== 'slow_down'
}
