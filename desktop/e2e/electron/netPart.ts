import { EventEmitter } from 'node:events'
import { request, type ClientRequest, type RequestOptions } from 'node:http'
import { standinApp } from './appPart.ts'
import { recorded } from './recorded.ts'
import { strict, touched } from './touched.ts'

/** net: what the app itself fetches, from this machine only. Electron uses Chromium's network; here it is Node's. */
class StandinRequest extends EventEmitter {
  readonly #request: ClientRequest

  constructor({ hostname, port, path, method, headers }: RequestOptions) {
    super()
    if (hostname !== '127.0.0.1') {
      recorded.refusedByWindows.push(`net.request ${hostname}`)
      throw new Error(`the stand-in fetches nothing from ${hostname}`)
    }
    this.#request = request({ hostname, port, path, method, headers })
    this.#request.on('response', (response) => {
      const { statusCode = 0 } = response
      if (statusCode >= 300 && statusCode < 400) throw new Error('the stand-in follows no redirection')
      this.emit('response', response)
    })
    this.#request.on('error', (error) => this.emit('error', error))
    this.#request.on('close', () => this.emit('close'))
  }

  end(): void {
    this.#request.end()
  }

  abort(): void {
    this.#request.destroy()
    this.emit('abort')
  }
}

export const net = strict('Net', {
  request: (options: RequestOptions): StandinRequest => {
    standinApp.mustBe('after', 'net.request()')
    return strict('ClientRequest', new StandinRequest(options))
  },
})

/** Squirrel's: only that an app which installs an update says so to whoever listens. */
class StandinAutoUpdater extends EventEmitter {
  override emit(event: string | symbol, ...args: unknown[]): boolean {
    touched.set('AutoUpdater.emit', 'recorded')
    return super.emit(event, ...args)
  }
}
export const autoUpdater = new StandinAutoUpdater()
