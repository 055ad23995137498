import { Refused, type ErrorBody } from '../../api/contract/errors.ts'
import { type EntityType } from '../../api/contract/change.ts'
import { type CommandState } from '../link/messages.ts'
import { isContractError, isRecord } from '../link/wire.ts'
import { type Api } from './api.ts'
import { rowTypeOf, commandRequest } from './commandRequest.ts'
import { Passing, problemOf } from './Passing.ts'
import { type StoredCommand } from './replicaStore.ts'
import { isIdText } from './serverMessages.ts'
import { readJson } from './serverCall.ts'

export interface AnsweredRow {
  type: EntityType
  id: string
  version: number
  data: Record<string, unknown>
}

export type SentCommand = Pick<StoredCommand, 'id' | 'command' | 'firstTriedAt'>

export type Outcome =
  | { kind: 'confirmed'; row: AnsweredRow | undefined; warnings: CommandState['warnings'] }
  | { kind: 'refused'; error: ErrorBody['error'] }

/** The server keeps keys for 30 days; past that a repeat could be carried out a second time. */
const keysAreKeptFor = 29 * 24 * 3600 * 1000

/**
 * Sends one command and says what became of it.
 * @throws {Passing} not known, or not yet: send the same again, with the same key.
 */
export async function sendCommand(api: Api, stored: SentCommand, now: number): Promise<Outcome> {
  if (stored.firstTriedAt !== undefined && now - stored.firstTriedAt > keysAreKeptFor) {
    const message = 'This change has waited too long: it can no longer be told whether it was carried out.'
    return { kind: 'refused', error: { code: 'gone', message, details: {} } }
  }
  try {
    const answer = await api(commandRequest(stored))
    if (answer.status === 204) return { kind: 'confirmed', row: undefined, warnings: undefined }
    return confirmed(stored, await readJson(answer))
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    // The session ended: the command waits for its author to sign in again.
    if (error.code === 'unauthenticated') throw new Passing(error.message)
    // Carried out before, and the row has left this user's visibility since.
    if (error.details.replayed === true && error.code === 'not_found') {
      return { kind: 'confirmed', row: undefined, warnings: undefined }
    }
    return { kind: 'refused', error: error.toBody().error }
  }
}

/**
 * Outside the queue, once (S54).
 * @throws {Refused} as the server says, or `unavailable` where it is not known whether it was carried out.
 */
export async function sendAtOnce(
  api: Api,
  { id, command }: Pick<StoredCommand, 'id' | 'command'>,
  now: number,
): Promise<{ id: string }> {
  const sending = sendCommand(api, { id, command, firstTriedAt: undefined }, now)
  const outcome = await sending.catch((error: unknown) => {
    throw new Refused('unavailable', `It is not certain that this was carried out: ${problemOf(error)}`)
  })
  if (outcome.kind === 'confirmed') return { id }
  throw new Refused(outcome.error.code, outcome.error.message, outcome.error.details)
}

function confirmed({ command }: SentCommand, body: unknown): Outcome {
  if (!isRecord(body) || isContractError(body.error)) throw new Passing('The answer could not be read.')
  const { warnings, ...data } = body
  if (!isIdText(data.id) || typeof data.version !== 'number') throw new Passing('The answer could not be read.')
  const row = { type: rowTypeOf(command.name), id: data.id, version: data.version, data }
  return { kind: 'confirmed', row, warnings: isWarnings(warnings) ? warnings : undefined }
}

function isWarnings(value: unknown): value is NonNullable<CommandState['warnings']> {
  return Array.isArray(value) && value.every((each) => isRecord(each) && typeof each.message === 'string')
}
