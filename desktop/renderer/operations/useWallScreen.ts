import { onMounted, onScopeDispose, shallowRef, watch } from 'vue'
import { useStatus } from '../replica/useStatus.ts'

/** A reload that did not help is not tried again for so long. */
const reloadPause = 3_600_000
const reloadKey = 'signalbox.wallboard.reloadedAt'
const pointerRest = 3_000

export interface WallScreenOptions {
  leave: () => void
}

/**
 * What a screen on a wall needs and nobody is there to do: it stays awake, takes the whole screen when asked once, hides the
 * pointer, and takes a newer console by itself.
 */
export function useWallScreen({ leave }: WallScreenOptions) {
  const status = useStatus()
  const isFull = shallowRef(document.fullscreenElement !== null)
  /** Somebody is at it: the pointer and a word on the keys show. */
  const isTouched = shallowRef(false)
  const ended = new AbortController()
  const { signal } = ended
  let lock: WakeLockSentinel | undefined
  let rest: ReturnType<typeof setTimeout> | undefined

  async function stayAwake(): Promise<void> {
    if (!('wakeLock' in navigator) || document.visibilityState !== 'visible' || signal.aborted) return
    try {
      lock = await navigator.wakeLock.request('screen')
      if (signal.aborted) await lock.release()
    } catch {
      // The system saves power, or its policy forbids it: the screen's own settings decide.
    }
  }

  /** A browser may refuse: then it stays in its window. */
  function toggleFull(): void {
    const done = document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()
    done.catch(() => {})
  }

  function onKeydown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === 'f') toggleFull()
    // In full screen the browser itself takes Esc first.
    else if (event.key === 'Escape' && !document.fullscreenElement) leave()
    else return
    event.preventDefault()
  }

  function onPointer(): void {
    isTouched.value = true
    clearTimeout(rest)
    rest = setTimeout(() => (isTouched.value = false), pointerRest)
  }

  watch(
    () => status.status.outdated && status.status.phase === 'live',
    (isOutdated) => {
      if (isOutdated && mayReload()) location.reload()
    },
    { immediate: true },
  )
  onMounted(() => {
    void stayAwake()
    document.addEventListener('visibilitychange', () => void stayAwake(), { signal })
    document.addEventListener('fullscreenchange', () => (isFull.value = document.fullscreenElement !== null), {
      signal,
    })
    window.addEventListener('keydown', onKeydown, { signal })
    window.addEventListener('pointermove', onPointer, { signal })
  })
  onScopeDispose(() => {
    ended.abort()
    clearTimeout(rest)
    void lock?.release().catch(() => {})
    if (document.fullscreenElement) void document.exitFullscreen().catch(() => {})
  })
  return { isFull, isTouched, toggleFull }
}

/** Where nothing can be kept it stays as it is: better an older console than one that reloads for ever. */
function mayReload(): boolean {
  try {
    const last = Number(sessionStorage.getItem(reloadKey) ?? 0)
    if (Date.now() - last < reloadPause) return false
    sessionStorage.setItem(reloadKey, String(Date.now()))
    return true
  } catch {
    return false
  }
}
