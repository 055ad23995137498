import { createRouter, createWebHistory, type Router } from 'vue-router'
import { laterDialogs } from './frame/laterDialogs.ts'
import { routes } from './frame/places.ts'

/** A page that is younger and lacks a file would only lack it again. */
const youngest = 10_000

export function createConsoleRouter(): Router {
  const router = createRouter({ history: createWebHistory(), routes: [...routes] })
  // A view's file that is not there any more: another console has been put in the place of this one.
  router.onError((_error, to) => {
    if (navigator.onLine && performance.now() > youngest) location.assign(to.fullPath)
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
      // It is fetched when somebody goes there.
    }
  }
}

/** Safari has no requestIdleCallback. */
function idle(): Promise<unknown> {
  return new Promise((resolve) => {
    if ('requestIdleCallback' in window) requestIdleCallback(resolve, { timeout: 5_000 })
    else setTimeout(resolve, 500)
  })
}
