import { powerSaveBlocker } from 'electron'

/** Keeps the display on for as long as something is to be seen from afar. */
export class KeepAwake {
  #blocker: number | undefined

  set(isNeeded: boolean): void {
    if (isNeeded === (this.#blocker !== undefined)) return
    if (this.#blocker === undefined) this.#blocker = powerSaveBlocker.start('prevent-display-sleep')
    else {
      powerSaveBlocker.stop(this.#blocker)
      this.#blocker = undefined
    }
  }
}
