import { computed, type ComputedRef } from 'vue'
import { useReplica } from '../replica/useReplica.ts'
import { type Person } from './mentionText.ts'

/** Whoever may be named in a comment: users who can still sign in, as far as one may know of them. */
export function usePeople(): ComputedRef<Person[]> {
  const replica = useReplica()
  return computed(() =>
    [...replica.users.values()].flatMap(({ data }) =>
      'active' in data && !data.active ? [] : [{ id: data.id, name: data.name }],
    ),
  )
}
