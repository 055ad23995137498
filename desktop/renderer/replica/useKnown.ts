import { type RowType } from '../../link/messages.ts'
import { useReplica } from './useReplica.ts'
import { useStatus } from './useStatus.ts'

/**
 * Whether none of a type means that there is none. Before the server has answered once this device holds nothing, and that
 * is not the state of anything: zeros and "nobody" would be untrue.
 */
export function useKnown(): (type: RowType) => boolean {
  const replica = useReplica()
  const status = useStatus()
  return (type) => replica.loaded.has(type) && (status.status.asOf !== undefined || replica.sizeOf(type) > 0)
}
