import { computed, watch } from 'vue'
import { type MailProblem } from '../../../api/contract/user.ts'
import { useAsked } from '../account/useAsked.ts'
import { useLink } from '../connection/useLink.ts'
import { useReplica } from '../replica/useReplica.ts'

export interface Address {
  email: string
  mailProblem?: MailProblem
}

/**
 * Where mail to each user goes, and why it does not. Replicas hold what is public of a user, so this is asked for when the
 * view opens, when somebody new appears, and again once the connection is back; with the reason where it could not be had.
 */
export function useAddresses() {
  const link = useLink()
  const replica = useReplica()
  const {
    value,
    problem,
    load: ask,
  } = useAsked(async () => {
    const found = new Map<string, Address>()
    for (let cursor: string | undefined = ''; cursor !== undefined;) {
      const params: Record<string, string> = cursor === '' ? { limit: '200' } : { limit: '200', cursor }
      const page = await link.call('list', { collection: 'users', params })
      for (const user of page.items) if (hasEmail(user)) found.set(user.id, user)
      cursor = page.nextCursor
    }
    return found
  })
  watch(() => replica.users.size, ask)
  const addresses = computed<ReadonlyMap<string, Address>>(() => value.value ?? new Map())
  return { addresses, problem, ask }
}

function hasEmail(value: unknown): value is Address & { id: string } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'id' in value &&
    'email' in value &&
    typeof value.id === 'string' &&
    typeof value.email === 'string'
  )
}
