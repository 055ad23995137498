import { type Notification } from '../../api/contract/notification.ts'
import { type Clock } from './ports.ts'

export interface AlarmBellOptions {
  clock: Clock
  /** Their tone is due again. */
  onRing: (alarms: Notification[]) => void
}

/** Each step of an alarm is news of its own, once; of everything else there is only one. */
export function newsKey({ id, alarm }: Notification): string {
  return alarm ? `${id}/${alarm.step}` : id
}

/** Rings again as long as an alarm is there that asks for it, and knows which were acknowledged here. */
export class AlarmBell {
  readonly #options: AlarmBellOptions
  readonly #hushed = new Set<string>()
  #ringing: Notification[] = []
  #stop: (() => void) | undefined

  constructor(options: AlarmBellOptions) {
    this.#options = options
  }

  /** Acknowledged here: gone at once, until the server has taken it (S79). A step that comes all the same is heard. */
  hush(alarms: readonly Notification[]): void {
    for (const each of alarms) this.#hushed.add(newsKey(each))
  }

  isHushed(each: Notification): boolean {
    return this.#hushed.has(newsKey(each))
  }

  /** What is there now. */
  follow(items: readonly Notification[]): void {
    this.#ringing = items.filter(({ alarm }) => alarm?.repeatEvery !== undefined)
    if (this.#ringing.length === 0) this.#quiet()
    else if (!this.#stop) this.#later()
  }

  clear(): void {
    this.#hushed.clear()
    this.follow([])
  }

  #quiet(): void {
    this.#stop?.()
    this.#stop = undefined
  }

  /** One tone for all of them, as often as the most frequent one asks for it. */
  #later(): void {
    const seconds = Math.min(...this.#ringing.map(({ alarm }) => alarm?.repeatEvery ?? Infinity))
    this.#stop = this.#options.clock.after(seconds * 1_000, () => {
      this.#later()
      this.#options.onRing(this.#ringing)
    })
  }
}
