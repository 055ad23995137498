import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { type AddressInfo } from 'node:net'

/** A folder of files on a web server, as versions are published in: lists of versions, and packages that say they were started. */
export class UpdateFeed {
  readonly #files = new Map<string, string>()
  readonly #server: Server
  readonly asked: string[] = []
  #opened = Promise.resolve()

  private constructor() {
    this.#server = createServer((request, response) => {
      const name = decodeURIComponent(new URL(request.url ?? '/', 'http://feed').pathname.slice(1))
      this.asked.push(name)
      const text = this.#files.get(name)
      void this.#opened.then(() => response.writeHead(text === undefined ? 404 : 200).end(text))
    })
  }

  static async start(): Promise<UpdateFeed> {
    const feed = new UpdateFeed()
    feed.#server.listen(0, '127.0.0.1')
    await once(feed.#server, 'listening')
    return feed
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`
  }

  /**
   * @param list the latest's is `latest`, that of an earlier one its version
   * @param marker the file into which the package writes its version when it is started
   */
  publish(version: string, { list = 'latest', marker, digest }: { list?: string; marker: string; digest?: string }) {
    const name = `Signalbox-${version}.AppImage`
    const body = packageOf(version, marker)
    this.#files.set(name, body)
    const sha512 = digest ?? createHash('sha512').update(body).digest('base64')
    const file = `  - url: ${name}\n    sha512: ${sha512}\n    size: ${body.length}\n`
    this.#files.set(`${list}-linux.yml`, `version: ${version}\nfiles:\n${file}path: ${name}\nsha512: ${sha512}\n`)
  }

  /** Whoever asks is kept waiting until what is given back is called. */
  hold(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#opened = promise
    return resolve
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close()
    this.#server.closeAllConnections()
    await once(this.#server, 'close')
  }
}

/** In place of an AppImage. */
export function packageOf(version: string, marker: string): string {
  return `#!/bin/sh\necho ${version} >> '${marker}'\n`
}
