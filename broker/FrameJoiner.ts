import { type Frame } from './Message.ts'

/** Joins the frames of one tick to one write, and remembers the last result: most subscribers get the same frames. */
export class FrameJoiner {
  #frames: readonly Frame[] = []
  #bytes: Buffer = Buffer.alloc(0)

  join(frames: readonly Frame[]): Buffer {
    const [first] = frames
    if (frames.length === 1 && first) return first.bytes
    const known = this.#frames
    const same = known.length === frames.length && known.every((frame, index) => frame === frames[index])
    if (same) return this.#bytes
    this.#frames = frames
    this.#bytes = Buffer.concat(frames.map((frame) => frame.bytes))
    return this.#bytes
  }

  forget(): void {
    this.#frames = []
    this.#bytes = Buffer.alloc(0)
  }
}
