import { protocol } from 'electron'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { appScheme, contentSecurityPolicy, fileOf } from './security/consoleAddress.ts'

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
    { scheme: appScheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ])
}

/** Serves the console's files under `app://console/`. Not file://, whose pages may read the disk. */
export function serveConsole(folder: string): void {
  protocol.handle(appScheme, (request) => answer(folder, new URL(request.url)))
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
