/** Paper is white: the light theme for as long as it is printed. */
export function printOnWhite(): void {
  const { dataset } = document.documentElement
  let before: string | undefined
  window.addEventListener('beforeprint', () => {
    before ??= dataset.theme
    dataset.theme = 'light'
  })
  window.addEventListener('afterprint', () => {
    if (before !== undefined) dataset.theme = before
    before = undefined
  })
}

/** Asks the system for a printer. After what opened it is gone: a menu or the palette would be on the paper. */
export function printPage(): void {
  setTimeout(() => window.print(), 150)
}
