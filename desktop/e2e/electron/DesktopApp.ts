import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium, type Browser, type Page } from 'playwright-core'
// Not inline: what is left of such an import would start a stand-in, with its browser, in the test's own process.
import type { Deeds } from './control.ts'
import type { Recorded } from './recorded.ts'

const built = path.join(import.meta.dirname, '../../../out/main/start.js')
/**
 * Node keeps here what it has made of the sources: the stand-in is TypeScript, which Electron is not, and of the time until
 * a sync process that was killed runs again a third went into compiling it anew.
 */
const compiled = path.join(import.meta.dirname, '../../../node_modules/.cache/standin')
/** Loaded before an app, it puts the stand-in in Electron's place. */
export const register = pathToFileURL(path.join(import.meta.dirname, 'register.ts')).href

export interface DesktopAppOptions {
  browser: string
  userData: string
  args?: string[]
  /** Another than the built app. */
  main?: string
  /** More of its environment. */
  env?: Record<string, string>
}

/** As every call between processes has one: what hangs says which it was. */
const deadline = 25_000

function inTime<T>(what: string, promise: Promise<T>, more: () => string = () => ''): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took more than ${deadline / 1000} s\n${more()}`)), deadline)
  })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}

export interface Ended {
  touched: Record<string, string>
  recorded: Recorded
}

/** The built desktop app, running on the stand-in, as a test sees it. */
export class DesktopApp {
  readonly #child: ChildProcess
  readonly endpoint: string
  #browser: Browser
  readonly #waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>()
  #next = 1
  #browserProcess = 0
  readonly ended: Promise<Ended>
  #hasEnded = false
  touchedAtEnd: Record<string, string> = {}
  output = ''
  /** Errors that any page has logged or thrown. */
  readonly complaints: string[] = []

  private constructor(child: ChildProcess, endpoint: string, browser: Browser) {
    this.#child = child
    this.endpoint = endpoint
    this.#browser = browser
    child.stderr?.on('data', (text) => (this.output += String(text)))
    child.on('exit', () => {
      for (const { reject } of this.#waiting.values()) reject(new Error('the app has ended'))
      this.#waiting.clear()
    })
    this.ended = new Promise((resolve) => {
      child.on('message', (message: { on?: string; n?: number; value?: never; error?: string } & Partial<Ended>) => {
        if (message.on === 'exit' && message.touched && message.recorded) {
          this.touchedAtEnd = message.touched
          this.#hasEnded = true
          resolve({ touched: message.touched, recorded: message.recorded })
        }
        const waiting = this.#waiting.get(message.n ?? 0)
        this.#waiting.delete(message.n ?? 0)
        if (message.error === undefined) waiting?.resolve(message.value as never)
        else waiting?.reject(new Error(message.error))
      })
    })
    this.#watch()
  }

  static async start({ browser, userData, args = [], main = built, env = {} }: DesktopAppOptions): Promise<DesktopApp> {
    const child = forkApp({ browser, userData, args, main, env })
    let early = ''
    let browserProcess = 0
    const keep = (text: unknown): void => void (early += String(text))
    child.stderr?.on('data', keep)
    const ready = new Promise<string>((resolve, reject) => {
      child.once('exit', () => reject(new Error(`the app ended before it was ready\n${early}`)))
      child.on('message', (message: { on?: string; endpoint?: string; browser?: number }) => {
        browserProcess = message.browser ?? browserProcess
        if (message.on === 'ready') resolve(message.endpoint ?? '')
      })
    })
    const endpoint = await inTime('starting the app', ready, () => early).catch((error: unknown) => {
      // Its browser would write into the folder once more after the test has removed it.
      killBrowser(browserProcess)
      throw error
    })
    child.stderr?.off('data', keep)
    const connected = await inTime('connecting to its browser', chromium.connectOverCDP(endpoint), () => early)
    const app = new DesktopApp(child, endpoint, connected)
    app.output = early
    app.#browserProcess = browserProcess
    return app
  }

  /** Starts it once more on the same folder, and waits until that process has ended. @returns its exit code */
  static async startSecond(options: DesktopAppOptions): Promise<number | null> {
    const child = forkApp(options)
    let output = ''
    child.stderr?.on('data', (text) => (output += String(text)))
    const exited = once(child, 'exit') as Promise<[number | null]>
    const [code] = await inTime('the end of the second start', exited, () => output)
    return code
  }

  #watch(): void {
    const [context] = this.#browser.contexts()
    const watch = (page: Page): void => {
      page.on('pageerror', (error) => this.complaints.push(String(error)))
      page.on('console', (message) => {
        if (message.type() === 'error') this.complaints.push(message.text())
      })
    }
    context?.pages().forEach(watch)
    context?.on('page', watch)
  }

  get isRunning(): boolean {
    return !this.#hasEnded && this.#child.exitCode === null && this.#child.signalCode === null
  }

  do<Name extends keyof Deeds>(name: Name, ...args: Parameters<Deeds[Name]>): Promise<ReturnType<Deeds[Name]>> {
    const n = this.#next++
    const answer = new Promise<ReturnType<Deeds[Name]>>((resolve, reject) => {
      this.#waiting.set(n, { resolve, reject })
      this.#child.send({ n, name, args })
    })
    return inTime(`"${name}" in the app`, answer, () => this.output)
  }

  get pages(): Page[] {
    const all = this.#browser.contexts().flatMap((context) => context.pages())
    return all.filter((page) => page.url() !== 'about:blank')
  }

  /** The page of the window that shows this view, as soon as there is one. */
  async page(view: string | RegExp): Promise<Page> {
    const found = (): Page | undefined =>
      this.pages.find((page) => {
        const { pathname } = new URL(page.url())
        return typeof view === 'string' ? pathname === view : view.test(pathname)
      })
    const deadline = Date.now() + 20_000
    for (let page = found(); ; page = found()) {
      if (page) return page
      if (Date.now() > deadline) throw new Error(`no window shows ${String(view)}\n${this.output}`)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }

  /** After a crash a page is dead to Playwright for good. */
  async reconnect(): Promise<void> {
    await this.#browser.close()
    this.#browser = await chromium.connectOverCDP(this.endpoint)
    this.#watch()
  }

  /** As a person quits. */
  async quit(): Promise<Ended> {
    const exited = once(this.#child, 'exit')
    void this.do('quit').catch(() => {})
    const ends = Promise.all([this.ended, exited])
    const [ended] = await inTime('quitting', ends, () => `has said so: ${this.#hasEnded}\n${this.output}`)
    await this.#browser.close().catch(() => {})
    return ended
  }

  /** As a power cut does. */
  async kill(): Promise<void> {
    if (this.isRunning) {
      const exited = once(this.#child, 'exit')
      this.#child.kill('SIGKILL')
      await inTime('the end of the app', exited)
    }
    // Chromium follows by itself; until then it still writes into the folder that the test removes.
    if (this.#browser.isConnected()) {
      const gone = new Promise((resolve) => this.#browser.once('disconnected', resolve))
      await inTime('the end of its browser', gone)
    }
    await this.#browser.close().catch(() => {})
  }

  /** Killed, and its browser as well, which would write into its folder once more before it ends. */
  async remove(): Promise<void> {
    killBrowser(this.#browserProcess)
    await this.kill()
  }
}

function forkApp({ browser, userData, args = [], main = built, env = {} }: DesktopAppOptions): ChildProcess {
  return fork(main, [`--user-data-dir=${userData}`, ...args], {
    execArgv: ['--import', register],
    env: {
      ...process.env,
      ...env,
      STANDIN_BROWSER: browser,
      STANDIN_FOLDER: userData,
      NODE_OPTIONS: '',
      NODE_COMPILE_CACHE: compiled,
    },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
}

function killBrowser(pid: number): void {
  try {
    if (pid > 0) process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended.
  }
}
