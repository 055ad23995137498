import { EventEmitter } from 'node:events'
import { StandinEvent } from './appPart.ts'
import { handleInvoke, handleSend } from './ipcPart.ts'
import { type ToMain } from './messages.ts'
import { answerScheme } from './protocolPart.ts'
import { recorded } from './recorded.ts'
import { codec, home, toHub } from './road.ts'

type OpenHandler = (details: { url: string }) => { action: 'allow' | 'deny' }

class UrlEvent extends StandinEvent {
  readonly url: string

  constructor(url: string) {
    super()
    this.url = url
  }
}

/** WebContents of a window: what its page does comes from the hub. */
export class StandinWebContents extends EventEmitter {
  readonly id: number
  readonly #isGone: () => boolean
  #url = ''
  /** Where main itself sent it: that is no navigation of the page's. */
  #wanted: string | undefined
  #openHandler: OpenHandler = () => ({ action: 'allow' })

  constructor(id: number, isGone: () => boolean) {
    super()
    this.id = id
    this.#isGone = isGone
  }

  async loadURL(url: string): Promise<void> {
    this.#mustBeThere()
    this.#wanted = url
    toHub({ do: 'load', window: this.id, url })
    await new Promise((resolve) => this.once('did-finish-load', resolve))
  }

  reload(): void {
    this.#mustBeThere()
    this.#wanted = this.#url
    toHub({ do: 'reload', window: this.id })
  }

  getURL(): string {
    this.#mustBeThere()
    return this.#url || (this.#wanted ?? '')
  }

  send(channel: string, ...args: unknown[]): void {
    this.#mustBeThere()
    toHub({ do: 'tell', window: this.id, channel, payload: codec.encode(args), ports: [] })
  }

  postMessage(channel: string, message: unknown, transfer: readonly unknown[] = []): void {
    this.#mustBeThere()
    const payload = codec.encode([message])
    toHub({ do: 'tell', window: this.id, channel, payload, ports: home.leave(transfer) })
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.#openHandler = handler
  }

  replaceMisspelling(word: string): void {
    recorded.spelling.push(`replace ${word}`)
  }

  readonly session = { addWordToSpellCheckerDictionary: (word: string) => recorded.spelling.push(`learn ${word}`) }

  isDestroyed(): boolean {
    return this.#isGone()
  }

  /** @param face what the app knows this as */
  onHub(message: ToMain, face: StandinWebContents): void {
    if (message.on === 'navigated') {
      this.#url = message.url
      this.emit('did-navigate', new StandinEvent(), message.url)
    }
    if (message.on === 'inPage') {
      this.#url = message.url
      this.emit('did-navigate-in-page', new StandinEvent(), message.url, true)
    }
    if (message.on === 'loaded') this.emit('did-finish-load', new StandinEvent())
    if (message.on === 'crashed')
      this.emit('render-process-gone', new StandinEvent(), { reason: 'crashed', exitCode: 11 })
    if (message.on === 'windowOpen') {
      const { action } = this.#openHandler({ url: message.url })
      if (action === 'allow') throw new Error('the stand-in opens no windows of pages')
      recorded.refusedByWindows.push(`window.open ${message.url}`)
    }
    if (message.on === 'request') void this.#onRequest(message)
    if (message.on === 'ipc') this.#onIpc(message, face)
  }

  async #onRequest({ request, url, method, isDocument }: Extract<ToMain, { on: 'request' }>): Promise<void> {
    if (isDocument && url !== this.#wanted && this.#isPrevented(url)) {
      recorded.refusedByWindows.push(`navigation ${url}`)
      return toHub({ do: 'refuse', window: this.id, request })
    }
    this.#wanted = isDocument ? undefined : this.#wanted
    const answer = await answerScheme(url, method)
    if (answer) toHub({ do: 'answer', window: this.id, request, ...answer })
    else toHub({ do: 'refuse', window: this.id, request })
  }

  #isPrevented(url: string): boolean {
    const event = new UrlEvent(url)
    this.emit('will-navigate', event, url)
    return event.defaultPrevented
  }

  #onIpc({ channel, payload, n, url }: Extract<ToMain, { on: 'ipc' }>, face: StandinWebContents): void {
    const args = codec.decode(payload)
    const event = Object.assign(new StandinEvent(), { sender: face, senderFrame: { url, parent: null } })
    const list = Array.isArray(args) ? args : []
    if (n === undefined) return handleSend(channel, event, list)
    const reply = (answer: { payload: string; error?: string }): void => {
      if (!this.#isGone()) toHub({ do: 'reply', window: this.id, n, ...answer })
    }
    handleInvoke(channel, event, list).then(
      (result) => reply({ payload: codec.encode(result) }),
      (error: unknown) =>
        reply({ payload: 'null', error: `Error invoking remote method '${channel}': ${String(error)}` }),
    )
  }

  #mustBeThere(): void {
    if (this.#isGone()) throw new TypeError('Object has been destroyed')
  }
}
