import { roles } from '../../api/contract/user.ts'
import { isRecord } from '../link/wire.ts'
import { isCommandName } from './commandRequest.ts'
import { type ReplicaMeta, type StoredCommand, type StoredRow } from './replicaStore.ts'
import { isEntityType, isIdText } from './serverMessages.ts'

/**
 * The border to the disk: what is read back was written by some run of ours, perhaps half of it, perhaps by another
 * version. Raised with every change of what is stored; another format is left alone.
 */
export const storeFormat = 1

export function isMeta(value: unknown): value is ReplicaMeta {
  if (!isRecord(value) || !isIdText(value.userId) || !roles.some((role) => role === value.role)) return false
  return typeof value.head === 'number' && typeof value.asOf === 'number' && typeof value.contractVersion === 'number'
}

export function isStoredRow(value: unknown): value is StoredRow {
  if (!isRecord(value) || typeof value.type !== 'string' || !isEntityType(value.type) || !isIdText(value.id))
    return false
  return typeof value.version === 'number' && typeof value.seq === 'number' && isRecord(value.data)
}

export function isStoredCommand(value: unknown): value is StoredCommand {
  if (!isRecord(value) || !isIdText(value.id) || typeof value.position !== 'number') return false
  return isIdText(value.userId) && isRecord(value.command) && isCommandName(value.command.name)
}
