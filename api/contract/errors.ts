import { Type as T, type Static } from 'typebox'

/**
 * Every error code that may leave the system, with its HTTP status (RFC 9110, section 15).
 * The list is closed: a new code is an addition to the contract.
 */
export const errorStatus = {
  invalid_input: 400,
  unauthenticated: 401,
  /** The password is right; sign in again with `code`. */
  code_required: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  transition_refused: 409,
  already_assigned: 409,
  gone: 410,
  too_large: 413,
  unsupported_type: 415,
  range_not_satisfiable: 416,
  idempotency_mismatch: 422,
  slow_down: 429,
  internal: 500,
  unavailable: 503,
} as const

export type ErrorCode = keyof typeof errorStatus

export const ErrorBody = T.Object({
  error: T.Object({
    code: T.Enum(Object.keys(errorStatus) as ErrorCode[]),
    message: T.String(),
    details: T.Record(T.String(), T.Unknown()),
  }),
})
export type ErrorBody = Static<typeof ErrorBody>

/**
 * A refusal: the caller asked for something that cannot be done, and is told why in plain words.
 * Commands and queries throw it; the HTTP layer turns it into an answer; it is never logged as an error of ours.
 */
export class Refused extends Error {
  readonly code: ErrorCode
  readonly details: Record<string, unknown>

  constructor(code: ErrorCode, message: string, details: Record<string, unknown> = {}) {
    super(message)
    this.name = 'Refused'
    this.code = code
    this.details = details
  }

  get status(): number {
    return errorStatus[this.code]
  }

  toBody(): ErrorBody {
    return { error: { code: this.code, message: this.message, details: this.details } }
  }
}

/** What does not exist and what may not be seen get this same answer, so that an id tells nothing. */
export function notFound(what: string): Refused {
  return new Refused('not_found', `There is no such ${what}, or you may not see it.`)
}
