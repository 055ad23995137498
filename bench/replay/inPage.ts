/* What runs in the page: sent there as text, it sees nothing of this module. */

export interface Shown {
  /** Each toast that came up, and each that changed its words while it was up: Ms since 1970 and what it said. */
  toasts: { at: number; isNew: boolean; text: string }[]
  /** Each sound, with the pitch of its first note, Hz. */
  sounds: { at: number; pitch: number }[]
  /** The most that were up at once. */
  most: number
}

declare global {
  interface Window {
    shown: Shown
  }
}

/** From now on writes down what a person would see and hear, in `window.shown`. */
export function watchAll(): void {
  const shown: Shown = { toasts: [], sounds: [], most: 0 }
  window.shown = shown
  OscillatorNode.prototype.start = function (when) {
    const at = Date.now()
    // The notes of one sound are begun in one go.
    if (at - (shown.sounds.at(-1)?.at ?? 0) > 30) shown.sounds.push({ at, pitch: this.frequency.value })
    AudioScheduledSourceNode.prototype.start.call(this, when)
  }
  const texts = new Map<Element, string>()
  const look = (): void => {
    const toasts = document.querySelectorAll('[aria-label="New notifications"] > div')
    shown.most = Math.max(shown.most, toasts.length)
    for (const toast of toasts) {
      const text = toast.textContent.trim()
      if (texts.get(toast) === text) continue
      shown.toasts.push({ at: Date.now(), isNew: !texts.has(toast), text })
      texts.set(toast, text)
    }
    for (const gone of texts.keys()) if (!gone.isConnected) texts.delete(gone)
  }
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true })
}
