/** What changed flashes once, softly: 600 ms, 12 % accent. Nothing moves where the system asks for less. */
export function flash(element: HTMLElement | null): void {
  if (!element || matchMedia('(prefers-reduced-motion: reduce)').matches) return
  const { backgroundColor } = getComputedStyle(element)
  const color = getComputedStyle(document.documentElement).getPropertyValue('--accent-flash')
  element.animate([{ backgroundColor: color }, { backgroundColor: color, offset: 0.25 }, { backgroundColor }], {
    duration: 600,
    easing: 'ease-out',
  })
}
