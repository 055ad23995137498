import { Refused } from '../../api/contract/errors.ts'
import { type HttpAnswer, type HttpRequest } from './ports.ts'
import { type ServerCall } from './serverCall.ts'

/** A request in the name of whoever is signed in: path below `/api/v1`. */
export type ApiRequest = Omit<HttpRequest, 'headers' | 'deadline'> & Partial<Pick<HttpRequest, 'headers' | 'deadline'>>

/** Throws as `ServerCall` does; `unauthenticated` only where signing in again is the way on. */
export type Api = (request: ApiRequest) => Promise<HttpAnswer>

export interface Tokens {
  token(): Promise<string>
  renew(): Promise<void>
  /** The role in which the server has answered (S35). */
  sawRole(role: string): void
}

/** Longer than any answer takes that still comes; a /sync counts from piece to piece. */
const deadline = 30_000

/** The server may refuse a token that looks good here (revoked, another clock): then it is renewed once. */
export function createApi(call: ServerCall, tokens: Tokens): Api {
  const attempt = async (request: ApiRequest): Promise<HttpAnswer> => {
    const headers = { ...request.headers, authorization: `Bearer ${await tokens.token()}` }
    const answer = await call({ deadline, ...request, path: `/api/v1${request.path}`, headers })
    const role = answer.header('signalbox-role')
    if (role !== undefined) tokens.sawRole(role)
    return answer
  }
  return async (request) => {
    try {
      return await attempt(request)
    } catch (error) {
      if (!(error instanceof Refused) || error.code !== 'unauthenticated') throw error
      await tokens.renew()
      return attempt(request)
    }
  }
}
