import { errorStatus, Refused, type ErrorBody, type ErrorCode } from '../../api/contract/errors.ts'
import { type CallName, type EventName } from './messages.ts'

/** What travels over a port. `n` joins an answer to its call; events have none. */
export type CallMessage = { call: CallName; n: number; input: unknown }
export type AnswerMessage = { n: number; output: unknown } | { n: number; error: LinkError }
export type EventMessage = { event: EventName; data: unknown }

/** An error as data: a refusal with its code and sentence, or a bug, of which nothing but a general sentence leaves. */
export type LinkError = { kind: 'refused'; error: ErrorBody['error'] } | { kind: 'bug'; message: string }

/** The call could not be answered, and it is not known whether it was carried out: the port closed, time ran out, a bug. */
export class LinkFailure extends Error {
  readonly kind: 'closed' | 'deadline' | 'bug'

  constructor(kind: LinkFailure['kind'], message: string) {
    super(message)
    this.name = 'LinkFailure'
    this.kind = kind
  }
}

export function errorToData(error: unknown): LinkError {
  if (error instanceof Refused) return { kind: 'refused', error: error.toBody().error }
  return { kind: 'bug', message: 'Something went wrong in the sync client. It has been logged.' }
}

export function errorFromData(data: LinkError): Error {
  if (data.kind === 'bug') return new LinkFailure('bug', data.message)
  return new Refused(data.error.code, data.error.message, data.error.details)
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(errorStatus, value)
}

/** The contract's error, wherever it comes from: an HTTP answer or a port. */
export function isContractError(value: unknown): value is ErrorBody['error'] {
  return isRecord(value) && isErrorCode(value.code) && typeof value.message === 'string' && isRecord(value.details)
}

function isLinkError(value: unknown): value is LinkError {
  if (!isRecord(value)) return false
  return value.kind === 'bug' ? typeof value.message === 'string' : isContractError(value.error)
}

export function isAnswerMessage(value: unknown): value is AnswerMessage {
  if (!isRecord(value) || typeof value.n !== 'number' || 'call' in value) return false
  return 'error' in value ? isLinkError(value.error) : true
}

export function isEventMessage(value: unknown): value is EventMessage {
  return isRecord(value) && typeof value.event === 'string'
}

/** The name may be one that a newer window knows and we do not; the answerer says so. */
export function isCallMessage(value: unknown): value is CallMessage {
  return isRecord(value) && typeof value.call === 'string' && typeof value.n === 'number'
}
