import { useReplica } from '../replica/useReplica.ts'
import { type PlaceNames } from './inventoryViews.ts'

/** The names of places, from the replica. */
export function usePlaceNames(): PlaceNames {
  const replica = useReplica()
  return {
    site: (id) => replica.site(id)?.name,
    technician: (id) => replica.technician(id)?.name,
  }
}
