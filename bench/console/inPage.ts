/* What runs in the page: each function is sent there as text and sees nothing of this module. */

/** Pages down the list so many times; the times between the frames meanwhile, ms. */
export async function scrollFrames(pages: number): Promise<number[]> {
  const grid = document.querySelector<HTMLElement>('[role="grid"]')
  if (!grid) throw new Error('There is no list.')
  const scroller = [grid, ...grid.querySelectorAll<HTMLElement>('*')].find(
    (each) => each.scrollHeight > each.clientHeight + 100,
  )
  const target = scroller ?? grid
  const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve))
  const times: number[] = []
  let last = await frame()
  for (let index = 0; index < pages; index++) {
    target.scrollTop += target.clientHeight
    const now = await frame()
    times.push(now - last)
    last = now
  }
  target.scrollTop = 0
  await frame()
  return times
}

declare global {
  interface Window {
    painted: Promise<number>
  }
}

/** From the next key to the frame after the rows have changed or were found to stay, ms: afterwards in `window.painted`. */
export function watchNextKey(): void {
  window.painted = new Promise((resolve) => {
    const onKey = ({ timeStamp }: KeyboardEvent): void => {
      // The second frame: what the key changed has been laid out and painted by then.
      const onPainted = (): void => void setTimeout(() => resolve(performance.now() - timeStamp))
      requestAnimationFrame(() => requestAnimationFrame(onPainted))
    }
    window.addEventListener('keydown', onKey, { once: true, capture: true })
  })
}

/** Resolves in the frame in which a row shows that text. */
export function paintedAfter(text: string): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (document.querySelector('[role="grid"]')?.textContent.includes(text)) resolve()
      else requestAnimationFrame(look)
    }
    look()
  })
}
