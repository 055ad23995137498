import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, type ReadStream } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { type Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { v7 as newId } from 'uuid'
import { Refused } from '../contract/errors.ts'

/** A file that has arrived whole and belongs to nothing yet. */
export interface ReceivedFile {
  path: string
  size: number
  sha256: Buffer
}

/** The first and the last byte of a part, counted from 0. */
export interface ByteRange {
  start: number
  end: number
}

export interface OpenFile {
  stream: ReadStream
  /** Of the whole file, in bytes. */
  size: number
  part: ByteRange | undefined
}

export type FileVariant = 'content' | 'thumbnail'

/** What nobody claims for this long is left over from a crash. */
const orphanAge = 3_600_000

/**
 * The bytes of attachments, in the data dir: streamed to a folder for what is arriving, then moved to their place by id.
 * Rule F1: a file comes into place before its row is committed and goes after its row is gone, so a row never lacks its
 * file; what a crash leaves without a row is swept.
 */
export class FileStore {
  readonly #folder: string
  readonly #arriving: string

  private constructor(folder: string) {
    this.#folder = folder
    this.#arriving = path.join(folder, 'arriving')
  }

  static async open(folder: string): Promise<FileStore> {
    const store = new FileStore(folder)
    await mkdir(store.#arriving, { recursive: true, mode: 0o700 })
    return store
  }

  /** @throws {Refused} invalid_input for nothing at all. What breaks off leaves nothing behind. */
  async receive(stream: Readable): Promise<ReceivedFile> {
    const file = path.join(this.#arriving, newId())
    const hash = createHash('sha256')
    let size = 0
    try {
      await pipeline(
        stream,
        async function* measure(chunks: AsyncIterable<Buffer>) {
          for await (const chunk of chunks) {
            hash.update(chunk)
            size += chunk.length
            yield chunk
          }
        },
        createWriteStream(file, { mode: 0o600, flush: true }),
      )
      if (size === 0) throw new Refused('invalid_input', 'The file is empty.', { field: 'file' })
      return { path: file, size, sha256: hash.digest() }
    } catch (error) {
      await rm(file, { force: true })
      throw error
    }
  }

  async discard(received: ReceivedFile): Promise<void> {
    await rm(received.path, { force: true })
  }

  async keep(received: ReceivedFile, id: string, thumbnail: Buffer | undefined): Promise<void> {
    const place = this.#placeOf(id, 'content')
    await mkdir(path.dirname(place), { recursive: true, mode: 0o700 })
    if (thumbnail) await writeFile(this.#placeOf(id, 'thumbnail'), thumbnail, { mode: 0o600 })
    await rename(received.path, place)
  }

  /** All of a file, or the part that `partOf` names once the size is known. Undefined where there is no such file. */
  async read(
    id: string,
    variant: FileVariant,
    partOf: (size: number) => ByteRange | undefined,
  ): Promise<OpenFile | undefined> {
    const handle = await open(this.#placeOf(id, variant), 'r').catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
      throw error
    })
    if (!handle) return undefined
    try {
      const { size } = await handle.stat()
      const part = partOf(size)
      return { stream: createReadStream('', { fd: handle, autoClose: true, ...part }), size, part }
    } catch (error) {
      await handle.close()
      throw error
    }
  }

  async remove(id: string): Promise<void> {
    await rm(this.#placeOf(id, 'content'), { force: true })
    await rm(this.#placeOf(id, 'thumbnail'), { force: true })
  }

  /**
   * Removes what a crash has left: half-arrived files, and files without a row.
   * @param known which of these ids have a row
   */
  async sweep(known: (ids: string[]) => Promise<Set<string>>, now: Date): Promise<number> {
    let removed = 0
    for (const folder of await readdir(this.#folder)) {
      const files = await readdir(path.join(this.#folder, folder))
      const rows = folder === 'arriving' ? new Set<string>() : await known(files.map(idOf))
      for (const file of files) {
        const place = path.join(this.#folder, folder, file)
        const info = await stat(place).catch(() => undefined)
        if (!info || rows.has(idOf(file)) || now.getTime() - info.mtimeMs < orphanAge) continue
        await rm(place, { force: true })
        removed++
      }
    }
    return removed
  }

  /** By the last two characters of the id, which are random: the first ones are its time, and a folder would hold a day. */
  #placeOf(id: string, variant: FileVariant): string {
    const name = variant === 'content' ? id : `${id}.thumbnail`
    return path.join(this.#folder, id.slice(-2), name)
  }
}

function idOf(file: string): string {
  return file.split('.')[0] ?? file
}
