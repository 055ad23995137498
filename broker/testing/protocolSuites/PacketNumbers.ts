/**
 * The suite compares a PUBLISH byte by byte with what Mosquitto sends, which numbers from 1 for each client. Any number is as
 * good (MQTT 3.1.1, section 2.3.1), so those of the broker are shown in Mosquitto's way, and turned back in what answers them.
 */
export class PacketNumbers {
  readonly #kept: Map<string, PacketNumbers>
  #shown = new Map<number, number>()
  #real = new Map<number, number>()

  constructor(kept: Map<string, PacketNumbers>) {
    this.#kept = kept
  }

  /** A session that is kept goes on with its numbers. */
  onConnect(clientId: string, isClean: boolean): void {
    const former = isClean ? undefined : this.#kept.get(clientId)
    if (former) [this.#shown, this.#real] = [former.#shown, former.#real]
    this.#kept.set(clientId, this)
  }

  show(real: number): number {
    const known = this.#shown.get(real)
    if (known !== undefined) return known
    const next = this.#shown.size + 1
    this.#shown.set(real, next)
    this.#real.set(next, real)
    return next
  }

  real(shown: number): number {
    return this.#real.get(shown) ?? shown
  }
}
