import { createReadStream } from 'node:fs'
import { access, constants, stat } from 'node:fs/promises'
import { UnreadableFile } from './UnreadableFile.ts'

/** Opens a text file in UTF-8, piece by piece. @throws {UnreadableFile} where it is not there, no file, or not ours to read. */
export async function openCsvFile(file: string): Promise<AsyncIterable<string>> {
  try {
    const info = await stat(file)
    if (info.isDirectory()) throw new UnreadableFile('it is a folder.')
    await access(file, constants.R_OK)
  } catch (error) {
    throw explained(error)
  }
  return readPieces(file)
}

async function* readPieces(file: string): AsyncGenerator<string> {
  try {
    for await (const piece of createReadStream(file, { encoding: 'utf8' })) yield String(piece)
  } catch (error) {
    throw explained(error)
  }
}

function explained(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOENT' || code === 'ENOTDIR') return new UnreadableFile('there is no such file.')
  if (code === 'EACCES' || code === 'EPERM') return new UnreadableFile('this account may not read it.')
  if (code === 'EISDIR') return new UnreadableFile('it is a folder.')
  if (code === 'EIO') return new UnreadableFile('the disk cannot read it.')
  return error
}
