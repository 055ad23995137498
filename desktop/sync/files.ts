import { type Attachment } from '../../api/contract/attachment.ts'
import { Refused } from '../../api/contract/errors.ts'
import { type Calls, type Upload } from '../link/messages.ts'
import { isRecord } from '../link/wire.ts'
import { type Api } from './api.ts'
import { Passing } from './Passing.ts'
import { readJson } from './serverCall.ts'

/** 25 MB over a phone's 3G take minutes; the call's own deadline is a little longer (link/messages.ts). */
export const uploadDeadline = 300_000
const downloadDeadline = 60_000
const apiRoot = '/api/v1'

/**
 * Not through the command queue: 25 MB would be kept twice, and the window still holds what was chosen.
 * @throws {Refused} as the server says (too large, a type that may not be attached), or `unavailable`: try again with the same key.
 */
export async function uploadFile(api: Api, { ticketId, key, name, bytes }: Upload): Promise<Attachment> {
  try {
    const answer = await api({
      method: 'POST',
      path: `/tickets/${encodeURIComponent(ticketId)}/attachments`,
      headers: { 'idempotency-key': key },
      file: { field: 'file', name, bytes },
      deadline: uploadDeadline,
    })
    const attachment = await readJson(answer)
    if (!isRecord(attachment) || typeof attachment.id !== 'string') throw new Passing('The answer could not be read.')
    // The server's own answer to an upload is the row of the contract.
    return attachment as Attachment
  } catch (error) {
    throw asRefusal(error)
  }
}

/** @throws {Refused} `not_found` where it is gone or not visible any more, `unavailable` while the server cannot be reached. */
export async function downloadFile(
  api: Api,
  { url }: Calls['download']['input'],
): Promise<Calls['download']['output']> {
  if (!url.startsWith(`${apiRoot}/attachments/`))
    throw new Refused('invalid_input', 'This is no file of an attachment.')
  try {
    const answer = await api({ method: 'GET', path: url.slice(apiRoot.length), deadline: downloadDeadline })
    return { bytes: await answer.bytes(), contentType: answer.header('content-type') ?? 'application/octet-stream' }
  } catch (error) {
    throw asRefusal(error)
  }
}

/** A window is told `unavailable` where the server could not be reached: it holds what it wanted, and offers to try again. */
export function asRefusal(error: unknown): unknown {
  return error instanceof Passing ? new Refused('unavailable', error.message) : error
}
