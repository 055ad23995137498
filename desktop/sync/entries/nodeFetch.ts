import { once } from 'node:events'
import { request as requestPlain, type Agent, type IncomingMessage } from 'node:http'
import { request as requestSecure } from 'node:https'
import { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'

/** Statuses whose answers have no body (Fetch, section 2.2.3). */
const bodiless = new Set([101, 204, 205, 304])

/** `fetch` over an agent of our own: Node's takes none. It follows no redirection, since the server makes none. */
export function createNodeFetch(agent: Agent): (url: string, init: RequestInit) => Promise<Response> {
  return async (url, { signal, ...init }) => {
    // Only for what it makes of a body: a form is written out, with its boundary.
    const prepared = new Request(url, init)
    const body = init.body === null || init.body === undefined ? undefined : Buffer.from(await prepared.arrayBuffer())
    const send = new URL(url).protocol === 'https:' ? requestSecure : requestPlain
    const request = send(url, {
      method: prepared.method,
      headers: {
        ...Object.fromEntries(prepared.headers),
        'accept-encoding': 'gzip',
        ...(body && { 'content-length': body.length }),
      },
      agent,
      ...(signal && { signal }),
    })
    request.end(body)
    const [message] = (await once(request, 'response')) as [IncomingMessage]
    return responseOf(message)
  }
}

function responseOf(message: IncomingMessage): Response {
  const { statusCode: status = 0, headersDistinct } = message
  const headers = new Headers()
  for (const [name, values] of Object.entries(headersDistinct))
    for (const value of values ?? []) headers.append(name, value)
  if (bodiless.has(status)) {
    message.resume()
    return new Response(null, { status, headers })
  }
  return new Response(bodyOf(message), { status, headers })
}

function bodyOf(message: IncomingMessage): ReadableStream<Uint8Array> {
  if (message.headers['content-encoding'] !== 'gzip') return webStream(message)
  const plain = createGunzip()
  message.on('error', (error) => plain.destroy(error))
  plain.on('close', () => message.destroy())
  return webStream(message.pipe(plain))
}

function webStream(stream: Readable): ReadableStream<Uint8Array> {
  return Readable.toWeb(stream) as ReadableStream<Uint8Array>
}
