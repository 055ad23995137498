import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { _electron, type ElectronApplication, type Page } from 'playwright-core'
import { expect } from 'vitest'
import { findDesktopApp } from '../../../api/start/findDesktopApp.ts'
import type { Deeds } from '../electron/control.ts'
import { type DesktopApp } from '../electron/DesktopApp.ts'
import { realDeeds } from './realDeeds.ts'

const root = path.join(import.meta.dirname, '../../..')

/** What tests use of an app, be it in the stand-in or in the real Electron. */
export type AppUnderTest = Pick<DesktopApp, 'do' | 'pages' | 'page' | 'complaints'> & {
  quit(): Promise<unknown>
  kill(): Promise<void>
}

/** @throws {Error} with the reason where there is no Electron to start. */
function commandOf(userData: string, args: readonly string[]): { binary: string; all: string[] } {
  const found = findDesktopApp(root, process.env, process.platform)
  if ('missing' in found) throw new Error(found.missing)
  // The account of a container has no sandbox of Chromium's.
  const sandbox = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : []
  return { binary: found.binary, all: [root, `--user-data-dir=${userData}`, ...args, ...sandbox] }
}

/** The built desktop app in the real Electron, as a test sees it. */
export class RealDesktopApp implements AppUnderTest {
  readonly #app: ElectronApplication
  /** Errors that any page has logged or thrown. */
  readonly complaints: string[] = []

  private constructor(app: ElectronApplication) {
    this.#app = app
    for (const page of app.windows()) this.#watch(page)
    app.on('window', (page) => this.#watch(page))
  }

  /** @throws {Error} with the reason where there is no Electron to start. */
  static async start({ userData, args }: { userData: string; args: string[] }): Promise<RealDesktopApp> {
    const { binary, all } = commandOf(userData, args)
    return new RealDesktopApp(await _electron.launch({ executablePath: binary, args: all }))
  }

  /** Starts it once more on the same folder, and waits until that process has ended. @returns its exit code */
  static async startSecond({ userData, args }: { userData: string; args: string[] }): Promise<number | null> {
    const { binary, all } = commandOf(userData, args)
    const [code] = (await once(spawn(binary, all, { stdio: 'ignore' }), 'exit')) as [number | null]
    return code
  }

  #watch(page: Page): void {
    page.on('pageerror', (error) => this.complaints.push(String(error)))
    page.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(message.text())
    })
  }

  get pages(): Page[] {
    return this.#app.windows().filter((page) => page.url().startsWith('app://'))
  }

  /** The page of the window that shows this view, as soon as there is one. */
  async page(view: string | RegExp): Promise<Page> {
    const shows = (page: Page): boolean => {
      const { pathname } = new URL(page.url())
      return typeof view === 'string' ? pathname === view : view.test(pathname)
    }
    await expect.poll(() => this.pages.some(shows), { timeout: 20_000 }).toBe(true)
    const found = this.pages.find(shows)
    if (!found) throw new Error(`the window with ${String(view)} was closed again`)
    return found
  }

  async do<Name extends keyof Deeds>(name: Name, ...args: Parameters<Deeds[Name]>): Promise<ReturnType<Deeds[Name]>> {
    const deed = realDeeds[name]
    if (!deed) throw new Error(`"${name}" can be done on the stand-in alone: the test is to be marked with standinTest`)
    return deed(this.#app, ...args)
  }

  /** As a person quits. */
  async quit(): Promise<void> {
    await this.#app.close()
  }

  /** As a power cut does. */
  async kill(): Promise<void> {
    const child = this.#app.process()
    if (child.exitCode !== null || child.signalCode !== null) return
    const exited = once(child, 'exit')
    child.kill('SIGKILL')
    await exited
  }
}
