import path from 'node:path'
import { parseArgs } from 'node:util'
import { importFormats } from './importFormats.ts'
import { type ImportFormat } from './ImportedTicket.ts'
import { UnreadableFile } from './UnreadableFile.ts'

export interface ImportArguments {
  file: string
  format: ImportFormat
}

const usage = `Use: npm run import -- FILE --format ${[...importFormats.keys()].join('|')}`

/**
 * @param folder what a relative path is relative to
 * @throws {UnreadableFile} where they name no file, or no format that is known.
 */
export function readImportArguments(args: readonly string[], folder: string): ImportArguments {
  const { values, positionals } = parse(args)
  const [file, ...more] = positionals
  if (file === undefined) throw new UnreadableFile(`No file was named. ${usage}`)
  if (more.length > 0) throw new UnreadableFile(`One file at a time, not ${positionals.length}. ${usage}`)
  if (values.format === undefined) throw new UnreadableFile(`No format was named. ${usage}`)
  const format = importFormats.get(values.format)
  if (!format) throw new UnreadableFile(`The format ${JSON.stringify(values.format)} is not known. ${usage}`)
  return { file: path.resolve(folder, file), format }
}

function parse(args: readonly string[]): { values: { format?: string | undefined }; positionals: string[] } {
  try {
    return parseArgs({ args: [...args], options: { format: { type: 'string' } }, allowPositionals: true })
  } catch (error) {
    throw new UnreadableFile(`${error instanceof Error ? error.message : String(error)}. ${usage}`)
  }
}
