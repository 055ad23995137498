import { defineStore } from 'pinia'
import { computed } from 'vue'
import { type Ticket } from '../../../api/contract/ticket.ts'
import { useKnown } from '../replica/useKnown.ts'
import { useReplica } from '../replica/useReplica.ts'
import { useStatus } from '../replica/useStatus.ts'
import { useNow } from '../ui/clock.ts'
import { viewerZone } from '../ui/zonedTime.ts'
import { jobList, type JobList } from './jobList.ts'

const nothing: JobList = { current: undefined, today: [], later: [], done: [], pool: [] }

/** The day of the technician who is signed in. They see their own tickets and the pool: few enough to look through. */
export const useMyJobs = defineStore('myJobs', () => {
  const replica = useReplica()
  const isKnown = useKnown()
  const status = useStatus()
  const now = useNow('minute')
  const zoneOf = ({ siteId }: Pick<Ticket, 'siteId'>): string => replica.site(siteId)?.timeZone ?? viewerZone()
  const technicianId = computed(() => status.user?.technicianId)
  const technician = computed(() =>
    technicianId.value === undefined ? undefined : replica.technicians.get(technicianId.value),
  )
  const jobs = computed(() =>
    technicianId.value === undefined
      ? nothing
      : jobList(replica.tickets.values(), { technicianId: technicianId.value, now: now.value, zoneOf }),
  )
  const isLoading = computed(() => !isKnown('ticket'))
  return { jobs, technician, zoneOf, isLoading }
})
