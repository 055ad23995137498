import { computed, type ComputedRef } from 'vue'
import { useReplica } from '../replica/useReplica.ts'
import { jobsByTechnician, type Job } from './technicianJobs.ts'
import { technicianRows, type TechnicianRow } from './technicianRows.ts'

/** All technicians who work here, with their jobs, live. */
export function useTechnicianRows(): ComputedRef<TechnicianRow[]> {
  const replica = useReplica()
  const jobs = computed((): ReadonlyMap<string, readonly Job[]> => jobsByTechnician(replica.tickets.values()))
  return computed(() => technicianRows(replica.technicians.values(), jobs.value, (id) => replica.site(id)?.name ?? ''))
}
