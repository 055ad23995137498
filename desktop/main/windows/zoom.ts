/** As browsers have them. */
const steps = [0.5, 0.67, 0.75, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3]

export type ZoomStep = 'in' | 'out' | 'reset'

/** How large a window is shown after one step. */
export function zoomAfter(zoom: number, step: ZoomStep): number {
  if (step === 'reset') return 1
  // A kept value may be none of the steps.
  const next = step === 'in' ? steps.find((each) => each > zoom + 0.01) : steps.findLast((each) => each < zoom - 0.01)
  return next ?? zoom
}

/** What was kept, or by another version, as it can be shown. */
export function readZoom(zoom: number): number {
  return Number.isFinite(zoom) ? Math.min(3, Math.max(0.5, zoom)) : 1
}
