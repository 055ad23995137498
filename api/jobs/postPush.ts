import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { publicLookup } from './publicLookup.ts'

/** A push service that takes longer is tried again later; a server that ends waits for what is under way, and has 10 s. */
const patience = 5_000

export interface PushAnswer {
  status: number
  /** Milliseconds until the service wants to be asked again, where it says so. */
  retryAfter: number | undefined
}

/**
 * Posts one message. Where it leads to another address it does not follow: a redirect is an answer like any other.
 * @param sandbox the one origin that need not be public
 * @throws where there is no answer: no address, no connection, not in time
 */
export function postPush(
  endpoint: string,
  headers: Record<string, string | number>,
  body: Buffer,
  sandbox: string | undefined,
): Promise<PushAnswer> {
  const url = new URL(endpoint)
  const isSandbox = url.origin === sandbox
  return new Promise((resolve, reject) => {
    const options = {
      method: 'POST',
      headers,
      // A connection of its own: nothing is left open when the server ends.
      agent: false,
      signal: AbortSignal.timeout(patience),
      ...(!isSandbox && { lookup: publicLookup }),
    } as const
    const request = isSandbox ? httpRequest(url, options) : httpsRequest(url, options)
    request.on('response', (response) => {
      resolve({ status: response.statusCode ?? 0, retryAfter: waitOf(response.headers['retry-after']) })
      // What it says beside its status is nothing to us, however long it is.
      response.destroy()
    })
    request.on('error', reject)
    request.end(body)
  })
}

/** Seconds; as a date it is no more than a wish. */
function waitOf(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,6}$/.test(header) ? Number(header) * 1000 : undefined
}
