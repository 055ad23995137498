import { protocol } from 'electron'
import { readFile } from 'node:fs/promises'
import path from 'node:path'

const scheme = 'app'
export const appOrigin = `${scheme}://console`

/** As strict as the server's for browsers, and stricter: a window speaks to nobody, everything comes over its port. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-src 'none'",
  "frame-ancestors 'none'",
].join('; ')

const contentTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.mp3': 'audio/mpeg',
  '.pbf': 'application/x-protobuf',
}

/** Before `ready`, or Chromium would treat pages of this scheme as strangers to themselves. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ])
}

/** Serves the console's files under `app://console/`. Not file://, whose pages may read the disk. */
export function serveConsole(folder: string): void {
  protocol.handle(scheme, (request) => answer(folder, new URL(request.url)))
}

async function answer(folder: string, { host, pathname }: URL): Promise<Response> {
  if (host !== 'console') return new Response('', { status: 404 })
  const file = fileOf(folder, pathname)
  const extension = file && path.extname(file)
  try {
    if (file === undefined) return new Response('', { status: 400 })
    // Everything without an ending is a view, and the page is one.
    const body = await readFile(extension ? file : path.join(folder, 'index.html'))
    return new Response(new Uint8Array(body), { headers: headersOf(extension || '.html') })
  } catch {
    return new Response('', { status: 404, headers: headersOf('.html') })
  }
}

function headersOf(extension: string): Record<string, string> {
  return {
    'content-type': contentTypes[extension] ?? 'application/octet-stream',
    'content-security-policy': contentSecurityPolicy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-cache',
  }
}

/** The file below the folder that a path means; undefined where it leads out of it, or is no path at all. */
export function fileOf(folder: string, pathname: string): string | undefined {
  try {
    const decoded = decodeURIComponent(pathname)
    if (decoded.includes('\0')) return undefined
    const file = path.join(folder, decoded)
    const relative = path.relative(folder, file)
    return relative.startsWith('..') || path.isAbsolute(relative) || relative.split(path.sep).some(isHidden)
      ? undefined
      : file
  } catch {
    return undefined
  }
}

function isHidden(name: string): boolean {
  return name.startsWith('.')
}

/** Whether a page of this address is our console. */
export function isConsoleUrl(url: string): boolean {
  return url === appOrigin || url.startsWith(`${appOrigin}/`)
}
