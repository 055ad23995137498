import { type HttpAnswer, type HttpPort, type HttpRequest } from '../ports.ts'

type Fetch = (url: string, init: RequestInit) => Promise<Response>

/**
 * `fetch`, of browsers and Node or another, with a deadline for each piece that is waited for. `own` are headers of every
 * request.
 */
export function createFetchHttp(
  origin: string,
  fetchIt: Fetch = (url, init) => fetch(url, init),
  own: Readonly<Record<string, string>> = {},
): HttpPort {
  const closing = new AbortController()
  return {
    request: (request) =>
      send(origin, fetchIt, { ...request, headers: { ...own, ...request.headers } }, closing.signal),
    close: () => closing.abort(new Error('The sync client is closing.')),
  }
}

async function send(origin: string, fetchIt: Fetch, request: HttpRequest, closing: AbortSignal): Promise<HttpAnswer> {
  const { method, path, headers, deadline } = request
  const patience = new Patience(deadline)
  try {
    const response = await fetchIt(origin + path, {
      method,
      headers,
      body: bodyOf(request),
      signal: AbortSignal.any([closing, patience.signal]),
      // Every answer is about this moment; nothing is signed in by cookie.
      cache: 'no-store',
      credentials: 'omit',
    })
    return {
      status: response.status,
      header: (name) => response.headers.get(name) ?? undefined,
      chunks: () => chunksOf(response, patience),
      bytes: () => response.arrayBuffer(),
    }
  } catch (error) {
    throw closing.aborted || patience.signal.aborted ? reasonOf(closing, patience.signal) : unreachable(error)
  } finally {
    patience.stop()
  }
}

function bodyOf({ body, file }: HttpRequest): FormData | string | null {
  if (!file) return body ?? null
  const form = new FormData()
  form.set(file.field, new Blob([file.bytes]), file.name)
  return form
}

function reasonOf(...signals: AbortSignal[]): Error {
  const reason: unknown = signals.find((signal) => signal.aborted)?.reason
  return reason instanceof Error ? reason : new Error('The request was given up.')
}

function unreachable(cause: unknown): Error {
  return new Error('The server cannot be reached.', { cause })
}

async function* chunksOf(response: Response, patience: Patience): AsyncGenerator<string> {
  if (!response.body) return
  const reader = response.body.getReader()
  const decoder = new TextDecoder()
  try {
    for (;;) {
      patience.restart()
      const { done, value } = await reader.read()
      if (done) break
      yield decoder.decode(value, { stream: true })
    }
  } finally {
    patience.stop()
    await reader.cancel().catch(() => {})
  }
}

/** Aborts where nothing arrived for a while; each piece that arrives gives it new patience. */
class Patience {
  readonly #controller = new AbortController()
  readonly #ms: number
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(ms: number) {
    this.#ms = ms
    this.restart()
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  restart(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#controller.abort(new Error('The server does not answer.')), this.#ms)
  }

  stop(): void {
    clearTimeout(this.#timer)
  }
}
