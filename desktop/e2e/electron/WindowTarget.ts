import { readFileSync } from 'node:fs'
import { fromBrowser, toBrowser } from './addresses.ts'
import { type Cdp, type CdpEvent, type CdpParams } from './Cdp.ts'
import { createCodec } from './clone.ts'
import { type FromPage, type ToHub, type ToMain } from './messages.ts'
import { type PortHub } from './PortHub.ts'
import { bindingName, createBridge, denyOpen, passOpen, runPreload, worldName } from './worlds.ts'

type Opening = Extract<ToHub, { do: 'open' }>

export interface WindowTargetOptions {
  cdp: Cdp
  hub: PortHub
  opening: Opening
  say: (message: ToMain) => void
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function record(value: unknown): CdpParams {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

/** A window of Chromium that plays a BrowserWindow: what is asked of it happens one after the other. */
export class WindowTarget {
  readonly #options: WindowTargetOptions
  readonly window: number
  sessionId = ''
  targetId = ''
  #context: number | undefined
  #frame = ''
  #url = ''
  #chain: Promise<unknown> = Promise.resolve()
  #ended = false

  constructor(options: WindowTargetOptions) {
    this.#options = options
    this.window = options.opening.window
    this.next(() => this.#open())
  }

  /** After all that was asked before. What fails because the window is gone is nothing. */
  next(run: () => Promise<unknown>): void {
    this.#chain = this.#chain.then(run).catch((error: unknown) => {
      if (!this.#ended) process.stderr.write(`stand-in: window ${this.window}: ${String(error)}\n`)
    })
  }

  #send(method: string, params: CdpParams = {}): Promise<CdpParams> {
    return this.#options.cdp.send(method, params, this.sessionId)
  }

  async #open(): Promise<void> {
    const { cdp, opening } = this.#options
    const { x, y, width, height } = opening.bounds
    const created = await cdp.send('Target.createTarget', {
      url: 'about:blank',
      newWindow: true,
      left: x,
      top: y,
      width,
      height,
    })
    this.targetId = text(created['targetId'])
    const attached = await cdp.send('Target.attachToTarget', { targetId: this.targetId, flatten: true })
    this.sessionId = text(attached['sessionId'])
    this.#frame = this.targetId
    await Promise.all(['Page.enable', 'Runtime.enable', 'Inspector.enable'].map((method) => this.#send(method)))
    await this.#send('Fetch.enable', { patterns: [{ urlPattern: '*' }] })
    await this.#send('Runtime.addBinding', { name: bindingName, executionContextName: worldName })
    const { page, preload } = scripts(opening)
    await this.#send('Page.addScriptToEvaluateOnNewDocument', { source: page })
    await this.#send('Page.addScriptToEvaluateOnNewDocument', { source: preload, worldName })
    await this.bounds(opening.bounds)
  }

  load(url: string): Promise<unknown> {
    return this.#send('Page.navigate', { url: toBrowser(url) })
  }

  reload(): Promise<unknown> {
    return this.#send('Page.reload')
  }

  /** Never answered: the page is gone. */
  async crash(): Promise<void> {
    this.#send('Page.crash').catch(() => {})
  }

  async bounds({ x, y, width, height }: Opening['bounds']): Promise<void> {
    const { windowId } = await this.#browserWindow()
    await this.#options.cdp.send('Browser.setWindowBounds', { windowId, bounds: { left: x, top: y, width, height } })
    // Less Chromium's own frame, which an Electron window does not have.
    await this.#options.cdp.send('Browser.setContentsSize', { windowId, width, height }).catch(() => {})
  }

  async state(windowState: string): Promise<void> {
    const { windowId } = await this.#browserWindow()
    await this.#options.cdp.send('Browser.setWindowBounds', { windowId, bounds: { windowState } })
  }

  front(): Promise<unknown> {
    return this.#send('Page.bringToFront')
  }

  #browserWindow(): Promise<CdpParams> {
    return this.#options.cdp.send('Browser.getWindowForTarget', { targetId: this.targetId })
  }

  async destroy(): Promise<void> {
    this.#ended = true
    await this.#options.cdp.send('Target.closeTarget', { targetId: this.targetId })
  }

  /** To the preload's world of the page that is there now; nothing where there is none. */
  hear(message: object): void {
    if (this.#context === undefined) return
    const expression = `__standinHear(${JSON.stringify(JSON.stringify(message))})`
    void this.#send('Runtime.evaluate', { expression, contextId: this.#context }).catch(() => {})
  }

  async answer({ request, status, headers, body }: Extract<ToHub, { do: 'answer' }>): Promise<void> {
    await this.#send('Fetch.fulfillRequest', {
      requestId: request,
      responseCode: status,
      responseHeaders: headers.map(([name, value]) => ({ name, value })),
      body,
    })
  }

  async refuse(request: string): Promise<void> {
    await this.#send('Fetch.failRequest', { requestId: request, errorReason: 'Aborted' })
  }

  get owner(): string {
    return `page ${this.window}`
  }

  onEvent({ method, params }: CdpEvent): void {
    const { say, hub } = this.#options
    const { window } = this
    if (method === 'Runtime.executionContextCreated') this.#onContext(record(params['context']))
    if (method === 'Runtime.executionContextDestroyed' && params['executionContextId'] === this.#context)
      this.#onContextGone()
    if (method === 'Runtime.executionContextsCleared') this.#onContextGone()
    if (method === 'Runtime.bindingCalled') this.#onBinding(text(params['payload']))
    if (method === 'Fetch.requestPaused') this.#onRequest(params)
    if (method === 'Page.frameNavigated' && record(params['frame'])['parentId'] === undefined) {
      this.#url = fromBrowser(text(record(params['frame'])['url']))
      say({ on: 'navigated', window, url: this.#url })
    }
    if (method === 'Page.navigatedWithinDocument' && params['frameId'] === this.#frame) {
      this.#url = fromBrowser(text(params['url']))
      say({ on: 'inPage', window, url: this.#url })
    }
    if (method === 'Page.loadEventFired' && this.#url !== 'about:blank') say({ on: 'loaded', window })
    if (method === 'Page.windowOpen') say({ on: 'windowOpen', window, url: fromBrowser(text(params['url'])) })
    if (method === 'Inspector.targetCrashed') {
      hub.ownerGone(this.owner)
      this.#context = undefined
      say({ on: 'crashed', window })
    }
  }

  #onContext(context: CdpParams): void {
    if (context['name'] !== worldName || record(context['auxData'])['frameId'] !== this.#frame) return
    this.#context = Number(context['id'])
  }

  #onContextGone(): void {
    this.#context = undefined
    this.#options.hub.ownerGone(this.owner)
  }

  #onRequest(params: CdpParams): void {
    const request = record(params['request'])
    const isDocument = params['resourceType'] === 'Document' && params['frameId'] === this.#frame
    const url = fromBrowser(text(request['url']))
    const { window } = this
    this.#options.say({
      on: 'request',
      window,
      request: text(params['requestId']),
      url,
      method: text(request['method']),
      isDocument,
    })
  }

  #onBinding(payload: string): void {
    const { hub, say } = this.#options
    const { window } = this
    const message = JSON.parse(payload) as FromPage
    if (message.do === 'pair') hub.pair(this.owner, message.first, message.second)
    if (message.do === 'post') hub.post(message.from, message.payload, message.ports)
    if (message.do === 'close') hub.close(message.end)
    if (message.do === 'open') say({ on: 'windowOpen', window, url: fromBrowser(message.url) })
    if (message.do === 'error') say({ on: 'preloadError', window, message: message.message })
    if (message.do === 'ipc') {
      const { channel, n } = message
      say({ on: 'ipc', window, channel, payload: message.payload, url: this.#url, ...(n !== undefined && { n }) })
    }
  }
}

/** What runs in each new document, before the page: one script in its own world, one in the preload's. */
function scripts({ preload, argv }: Opening): { page: string; preload: string } {
  const secret = crypto.randomUUID()
  const world = { argv, platform: process.platform, binding: bindingName }
  // As source within the script, not by eval: the page's content security policy holds in the preload's world too.
  const wrapped = `function (require, module, exports, process) {\n${readFileSync(preload, 'utf8')}\n}`
  const codec = `(${createCodec.toString()})()`
  const bridge = (side: string) => `(${createBridge.toString()})(codec, ${JSON.stringify(secret)}, '${side}')`
  const guard = "if (window !== window.top || location.href === 'about:blank') return;"
  return {
    page: `(() => { ${guard} const codec = ${codec}; ${bridge('page')};
      (${denyOpen.toString()})(${JSON.stringify(secret)}) })()`,
    preload: `(() => { ${guard} const codec = ${codec}; const bridge = ${bridge('preload')};
      (${passOpen.toString()})(${JSON.stringify(secret)}, '${bindingName}');
      (${runPreload.toString()})(codec, bridge, ${JSON.stringify(world)}, ${wrapped}) })()`,
  }
}
