import { type CommandState } from '../link/messages.ts'
import { type StoredCommand } from './replicaStore.ts'

export function isWaiting({ refusal }: StoredCommand): boolean {
  return refusal === undefined
}

export function toCommandState({ id, command, windowId, sentAt, refusal }: StoredCommand): CommandState {
  const state = { id, command, windowId, sentAt }
  return refusal ? { ...state, state: 'refused', refusal } : { ...state, state: 'waiting' }
}
