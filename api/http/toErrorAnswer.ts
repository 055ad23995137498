import { type FastifyError } from 'fastify'
import { Refused } from '../contract/errors.ts'

/** What fastify and its plugins refuse, in our words. Anything else of theirs with a 4xx is invalid input. */
const known: Record<string, () => Refused> = {
  FST_ERR_CTP_BODY_TOO_LARGE: () => new Refused('too_large', 'The request is too large.'),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: () => new Refused('unsupported_type', 'Send application/json.'),
  FST_ERR_CTP_INVALID_JSON_BODY: () => new Refused('invalid_input', 'The body is no JSON.'),
  FST_ERR_NOT_FOUND: () => new Refused('not_found', 'There is nothing here.'),
}

/** The one table from what went wrong to what is answered; undefined for a fault of ours, which is logged and answered in general terms. */
export function toRefusal(error: unknown): Refused | undefined {
  if (error instanceof Refused) return error
  if (!isFastifyError(error)) return undefined
  if (error.validation) return invalidInput(error)
  const refusal = known[error.code]?.()
  if (refusal) return refusal
  const status = error.statusCode ?? 500
  return status >= 400 && status < 500 ? new Refused('invalid_input', 'The request is malformed.') : undefined
}

function isFastifyError(error: unknown): error is FastifyError {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
}

/** The first thing that is wrong, by its name. */
function invalidInput(error: FastifyError): Refused {
  const [first] = error.validation ?? []
  const where = error.validationContext ?? 'request'
  if (!first) return new Refused('invalid_input', 'The request is malformed.')
  const path = first.instancePath.slice(1).replaceAll('/', '.')
  switch (first.keyword) {
    case 'required': {
      const field = String(first.params['missingProperty'])
      return new Refused('invalid_input', `${field} is missing.`, { field })
    }
    case 'additionalProperties': {
      const field = String(first.params['additionalProperty'])
      return new Refused('invalid_input', `There is no field ${JSON.stringify(field)} here.`, { field })
    }
    case 'enum': {
      const allowed = (first.params['allowedValues'] as unknown[]).join(', ')
      return new Refused('invalid_input', `${path || where} must be one of ${allowed}.`, { field: path })
    }
    default:
      return new Refused(
        'invalid_input',
        `${path || where} ${first.message ?? 'is not valid'}.`,
        path ? { field: path } : {},
      )
  }
}
