import { createRouter, createWebHistory, type Router } from 'vue-router'
import { laterDialogs } from './frame/laterDialogs.ts'
import { routes } from './frame/places.ts'

/** A page that is younger and lacks a file would only lack it again. */
const youngest = 10_000

export interface ConsoleRouterOptions {
  isLive: () => boolean
  /** The view at this address has no file here, and there is nobody to ask for it; none once another one is shown. */
  onUnfetched: (path: string | undefined) => void
}

export function createConsoleRouter({ isLive, onUnfetched }: ConsoleRouterOptions): Router {
  const router = createRouter({ history: createWebHistory(), routes: [...routes] })
  router.onError((_error, to) => {
    // A file that is not there any more: another console has been put in the place of this one. Without the server a page
    // that is loaded anew would be the browser's own, and all that is shown here were gone.
    if (isLive() && performance.now() > youngest) location.assign(to.fullPath)
    else onUnfetched(to.fullPath)
  })
  router.afterEach((_to, _from, failure) => {
    if (!failure) onUnfetched(undefined)
  })
  return router
}

/** Fetches every view and dialog while nothing else is to be done: offline, or after another console was put there, each still opens. */
export async function fetchViews(router: Router): Promise<void> {
  const views = router.getRoutes().flatMap(({ components }) => Object.values(components ?? {}))
  for (const view of [...views, ...Object.values(laterDialogs)]) {
    if (typeof view !== 'function') continue
    await idle()
    try {
      await (view as () => Promise<unknown>)()
    } catch {
      // It is asked for again with the next connection, or when somebody goes there.
    }
  }
}

/** Safari has no requestIdleCallback. */
function idle(): Promise<unknown> {
  return new Promise((resolve) => {
    if ('requestIdleCallback' in window) requestIdleCallback(resolve, { timeout: 1_000 })
    else setTimeout(resolve, 500)
  })
}
