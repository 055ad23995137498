/** Where a window is on the screen, with its frame. */
export interface Frame {
  screenX: number
  screenY: number
  outerWidth: number
  outerHeight: number
}

export interface ScreenPoint {
  x: number
  y: number
}

/** Whether something was let go of outside of the window it comes from. */
export function isOutside({ x, y }: ScreenPoint, { screenX, screenY, outerWidth, outerHeight }: Frame): boolean {
  return x < screenX || y < screenY || x >= screenX + outerWidth || y >= screenY + outerHeight
}

/** The view that an element leads to: a row's, or a link's within the console. */
function pathOf(target: EventTarget | null): string | undefined {
  if (!(target instanceof Element)) return undefined
  const row = target.closest('[data-path]')
  if (row instanceof HTMLElement) return row.dataset['path']
  const link = target.closest('a[href]')
  if (!(link instanceof HTMLAnchorElement) || link.origin !== location.origin) return undefined
  return link.pathname + link.search
}

/** A row, tab or link that is dragged out of its window opens in one of its own, where it was let go of. */
export function watchDragOut(open: (path: string, at: ScreenPoint) => void): () => void {
  let dragged: string | undefined
  const ended = new AbortController()
  const { signal } = ended
  document.addEventListener('dragstart', ({ target }) => (dragged = pathOf(target)), { signal })
  document.addEventListener(
    'dragend',
    ({ screenX: x, screenY: y, dataTransfer }) => {
      const path = dragged
      dragged = undefined
      // Something else has taken it: a file list, another program.
      if (path === undefined || (dataTransfer && dataTransfer.dropEffect !== 'none')) return
      if (isOutside({ x, y }, window)) open(path, { x, y })
    },
    { signal },
  )
  return () => ended.abort()
}
