import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { maxImportBytes } from '../../api/contract/imports.ts'
import { type FileToImport } from '../host/desktopBridge.ts'

/** A file that somebody opened with this app, until a window that shows the import takes it. */
export class OpenedFile {
  #file: string | undefined

  offer(file: string): void {
    this.#file = file
  }

  /** Null where there is none, or another window has it already. Rejects where it cannot be read. */
  async take(): Promise<FileToImport | null> {
    const file = this.#file
    this.#file = undefined
    if (file === undefined) return null
    const about = await stat(file)
    const name = path.basename(file)
    if (!about.isFile()) throw new Error(`${name} is no file.`)
    const limit = maxImportBytes / 1024 / 1024
    if (about.size > maxImportBytes)
      throw new Error(`${name} has more than ${limit} MB. On the server, npm run import takes files of any size.`)
    return { name, bytes: await readFile(file) }
  }
}
