import { Refused, type ErrorBody } from '../../../api/contract/errors.ts'

/** What went wrong with a call, in words for whoever asked. */
export function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** The same as the contract writes errors. */
export function refusalOf(error: unknown): ErrorBody['error'] {
  if (error instanceof Refused) return error.toBody().error
  return { code: 'unavailable', message: sentenceOf(error), details: {} }
}
