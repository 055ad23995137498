import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { consoleDigest } from './consoleDigest.ts'

export type ConsoleState = 'fresh' | 'built' | { problem: string; olderOne: boolean }

export interface BuildOptions {
  root: string
  /** Builds into that folder; rejects with what went wrong. */
  build: (outDir: string) => Promise<void>
  /** Called before a build begins, since it takes seconds. */
  onBuild: () => void
}

const stampName = '.built-from'

/**
 * Builds the console where it is missing or its sources have changed. It is made in a folder of its own and then put in
 * place, so that a build that fails or is cut off leaves the old one, and two starts at once do no harm.
 */
export async function buildConsole({ root, build, onBuild }: BuildOptions): Promise<ConsoleState> {
  const place = path.join(root, 'dist/console')
  if (!existsSync(path.join(root, 'desktop/renderer/index.html'))) {
    return isBuilt(place) ? 'fresh' : { problem: 'its sources are not here', olderOne: false }
  }
  const half = `${place}.${process.pid}`
  try {
    const digest = await consoleDigest(root)
    const stamp = await readFile(path.join(place, stampName), 'utf8').catch(() => undefined)
    if (stamp === digest && isBuilt(place)) return 'fresh'
    onBuild()
    await build(half)
    await writeFile(path.join(half, stampName), digest)
    await putInPlace(half, place)
    return 'built'
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return { problem: why, olderOne: isBuilt(place) }
  } finally {
    await rm(half, { recursive: true, force: true })
  }
}

function isBuilt(place: string): boolean {
  return existsSync(path.join(place, 'index.html'))
}

async function putInPlace(half: string, place: string): Promise<void> {
  const old = `${half}.old`
  await mkdir(path.dirname(place), { recursive: true })
  if (existsSync(place)) await rename(place, old)
  await rename(half, place)
  await rm(old, { recursive: true, force: true })
}
