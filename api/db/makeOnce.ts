import { link, readFile, rm, writeFile } from 'node:fs/promises'

/**
 * The file as it is, or made with this text; whole at every moment, and of several processes that make it at once each
 * gets the same.
 */
export async function makeOnce(file: string, text: string): Promise<string> {
  const beside = `${file}.${crypto.randomUUID()}`
  await writeFile(beside, text, { mode: 0o600 })
  try {
    await link(beside, file)
    return text
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'EEXIST') throw error
    return await readFile(file, 'utf8')
  } finally {
    await rm(beside, { force: true })
  }
}
