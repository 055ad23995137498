/** What the system wants opened: a view, a file to be imported, or without either whatever was used last. */
export interface Opening {
  view?: string | undefined
  file?: string | undefined
  /** The notification of a former run that was clicked on, and led to the view. */
  clicked?: string
}

/** Before there is a window it waits; of several only the last one counts. */
export class Openings {
  #waiting: Opening | undefined
  #open: ((opening: Opening) => void) | undefined

  open(opening: Opening): void {
    if (this.#open) this.#open(opening)
    else this.#waiting = opening
  }

  /** Windows are there: from now on it is opened at once. */
  begin(open: (opening: Opening) => void): void {
    this.#open = open
    if (this.#waiting) open(this.#waiting)
    this.#waiting = undefined
  }
}
