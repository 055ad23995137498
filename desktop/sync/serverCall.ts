import { Refused } from '../../api/contract/errors.ts'
import { isContractError, isRecord } from '../link/wire.ts'
import { type ClockOffset } from './clockOffset.ts'
import { Passing } from './Passing.ts'
import { type Clock, type HttpAnswer, type HttpPort, type HttpRequest } from './ports.ts'

/**
 * One request to the server. Gives answers of 2xx; everything else is thrown as what it means to the caller.
 * @throws {Refused} the server says no, and would say so again.
 * @throws {Passing} no answer, an answer from something in between, or one that asks to come back later.
 */
export type ServerCall = (request: HttpRequest) => Promise<HttpAnswer>

export interface ServerCallOptions {
  http: HttpPort
  clock: Clock
  offset: ClockOffset
  /** The server speaks a newer contract. */
  onContractVersion: (version: number) => void
  /** Which release of the server answers. */
  onServerVersion: (version: string) => void
}

/** An answer of these is about this moment, not about the request (RFC 9110, section 15; RFC 6585, section 4). */
const passing = new Set([408, 425, 429])
/** A longer wait than this is not believed. */
const longestRetryAfter = 300_000

export function createServerCall({ http, clock, offset, ...told }: ServerCallOptions): ServerCall {
  return async (request) => {
    const sent = clock.now()
    const answer = await http.request(request).catch((error: unknown) => {
      throw new Passing(error instanceof Error ? error.message : 'The server does not answer.')
    })
    const date = Date.parse(answer.header('date') ?? '')
    if (!Number.isNaN(date)) offset.sawDate(date, sent, clock.now())
    const version = Number(answer.header('signalbox-contract') ?? Number.NaN)
    if (Number.isInteger(version)) told.onContractVersion(version)
    const release = answer.header('signalbox-version')
    if (release !== undefined) told.onServerVersion(release)
    if (answer.status >= 200 && answer.status < 300) return answer
    throw await failureOf(answer, clock.now())
  }
}

async function failureOf(answer: HttpAnswer, now: number): Promise<Error> {
  const { status } = answer
  const error = contractErrorOf(await readText(answer).catch(() => ''))
  if (status >= 500 || passing.has(status)) {
    const message = error?.message ?? `The server is not ready (${status}).`
    return new Passing(message, { retryAfter: retryAfterOf(answer, now), fault: status === 500 })
  }
  // A refusal that is not in the contract's words is not our server's: a proxy or a captive portal.
  if (!error) return new Passing(`Something between here and the server answers with ${status}.`)
  // The same key was answered before: what is said now may only be that the row is out of view by now.
  const replayed = answer.header('idempotency-replayed') === 'true' ? { replayed: true } : {}
  return new Refused(error.code, error.message, { ...error.details, ...replayed })
}

/** Seconds or an HTTP date (RFC 9110, section 10.2.3), in ms from now. */
function retryAfterOf(answer: HttpAnswer, now: number): number {
  const value = answer.header('retry-after')
  if (value === undefined) return 0
  const seconds = Number(value)
  const wait = Number.isNaN(seconds) ? Date.parse(value) - now : seconds * 1000
  return wait > 0 ? Math.min(wait, longestRetryAfter) : 0
}

function contractErrorOf(text: string) {
  const body = parseJson(text)
  return isRecord(body) && isContractError(body.error) ? body.error : undefined
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export async function readText(answer: HttpAnswer): Promise<string> {
  let text = ''
  for await (const chunk of answer.chunks()) text += chunk
  return text
}

/** @throws {Passing} where the body breaks off or is not JSON: then it is not our server's. */
export async function readJson(answer: HttpAnswer): Promise<unknown> {
  const text = await readText(answer).catch(() => '')
  const body = parseJson(text)
  if (body === undefined) throw new Passing('The answer could not be read.')
  return body
}
