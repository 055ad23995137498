import { type HttpAnswer } from '../ports.ts'

/** An answer of the server, as the HTTP port gives it. */
export function answer(status: number, body: unknown = '', headers: Record<string, string> = {}): HttpAnswer {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return {
    status,
    header: (name) => headers[name],
    chunks: async function* () {
      yield text
    },
    bytes: async () => new TextEncoder().encode(text).buffer,
  }
}

export function refusal(status: number, code: string, message = 'No.', details: object = {}): HttpAnswer {
  return answer(status, { error: { code, message, details } })
}
