import { Refused } from '../contract/errors.ts'

/**
 * For what cannot be merged, such as a deletion: the row must be the one that its author was looking at.
 * @throws {Refused} conflict with the row as it is.
 */
export function checkVersion(current: { version: number }, baseVersion: number | undefined): void {
  if (baseVersion === undefined || baseVersion === current.version) return
  throw new Refused('conflict', 'Someone else has changed this meanwhile.', { fields: [], current })
}
