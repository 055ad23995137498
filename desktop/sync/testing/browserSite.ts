import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, existsSync } from 'node:fs'
import { createServer, request as httpRequest, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { build } from 'vite'

/** The CSP that the server sends with the console: what a worker may not do there it may not do here. */
const csp = "default-src 'none'; script-src 'self'; connect-src 'self'; worker-src 'self'"
const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript' }

/** A page with the sync client's browser homes, built as the console is, on one origin with the real server. */
export class BrowserSite {
  readonly #server: Server
  readonly #folder: string
  /** WebSockets that are open, which is how many connections the tabs have together. */
  sockets = 0

  private constructor(server: Server, folder: string) {
    this.#server = server
    this.#folder = folder
  }

  static async open(target: () => string): Promise<BrowserSite> {
    const folder = mkdtempSync(path.join(tmpdir(), 'signalbox-site-'))
    await buildPage(folder).catch((error: unknown) => {
      rmSync(folder, { recursive: true, force: true })
      throw error
    })
    const server = createServer()
    const site = new BrowserSite(server, folder)
    server.on('request', (request, response) => {
      if (request.url?.startsWith('/api/')) passOn(request, response, target())
      else site.#file(request.url ?? '/', response)
    })
    server.on('upgrade', (request) => site.#tunnel(request, new URL(target())))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return site
  }

  #file(name: string, response: ServerResponse): void {
    const file = path.join(this.#folder, name)
    const isPage = name === '/'
    const type = isPage ? 'text/html' : (types[path.extname(name)] ?? 'text/plain')
    const isThere = isPage || existsSync(file)
    response.writeHead(isThere ? 200 : 404, { 'content-type': type, 'content-security-policy': csp })
    response.end(
      isPage ? '<!doctype html><script type="module" src="/page.js"></script>' : isThere ? readFileSync(file) : '',
    )
  }

  get url(): string {
    return `http://localhost:${this.#port}`
  }

  /** The same page on an origin that browsers do not trust. */
  insecureUrl(host: string): string {
    return `http://${host}:${this.#port}`
  }

  get #port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
    rmSync(this.#folder, { recursive: true, force: true })
  }

  #tunnel(request: IncomingMessage, { hostname, port, host }: URL): void {
    const { socket, rawHeaders } = request
    const headers = Array.from({ length: rawHeaders.length / 2 }, (_, index) => {
      const name = rawHeaders[index * 2] ?? ''
      // The broker compares Origin with the host that was asked for.
      return `${name}: ${name.toLowerCase() === 'host' ? host : name.toLowerCase() === 'origin' ? `http://${host}` : rawHeaders[index * 2 + 1]}`
    })
    const server = connect(Number(port), hostname, () => {
      server.write(`GET ${request.url} HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`)
      server.pipe(socket)
      socket.pipe(server)
    })
    this.sockets++
    const end = (): void => {
      socket.destroy()
      server.destroy()
    }
    socket.on('close', () => {
      this.sockets--
      end()
    })
    socket.on('error', end)
    server.on('error', end)
    server.on('close', end)
  }
}

function buildPage(outDir: string): Promise<unknown> {
  const input = path.join(import.meta.dirname, 'browserPage.ts')
  return build({
    configFile: false,
    logLevel: 'error',
    root: import.meta.dirname,
    build: {
      outDir,
      target: 'es2023',
      modulePreload: false,
      rolldownOptions: { input, output: { entryFileNames: 'page.js' } },
    },
    worker: { format: 'es' },
  })
}

function passOn(request: IncomingMessage, response: ServerResponse, target: string): void {
  const { method, headers, url = '/' } = request
  const through = httpRequest(new URL(url, target), { method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.pipe(response)
  })
  through.on('error', () => response.writeHead(502).end())
  request.pipe(through)
}
