import { globalShortcut } from 'electron'

/** One key that works wherever one is, also while another program has the focus. */
export class Hotkey {
  readonly #run: () => void
  #held = ''

  constructor(run: () => void) {
    this.#run = run
  }

  /** False where the system or another program has that key already: then there is none. */
  set(accelerator: string): boolean {
    if (this.#held !== '') globalShortcut.unregister(this.#held)
    this.#held = ''
    if (accelerator === '') return true
    try {
      if (!globalShortcut.register(accelerator, this.#run)) return false
    } catch {
      // What was kept is no key.
      return false
    }
    this.#held = accelerator
    return true
  }
}
