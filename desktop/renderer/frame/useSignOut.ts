import { Refused } from '../../../api/contract/errors.ts'
import { useLink } from '../connection/useLink.ts'
import { useSigningOut } from './useSigningOut.ts'

/** Signs out; where changes wait that were never sent, asks first. */
export function useSignOut(): () => Promise<void> {
  const link = useLink()
  const asking = useSigningOut()
  return async () => {
    try {
      await link.call('signOut', { discardWaiting: false })
    } catch (error) {
      asking.ask(error instanceof Refused && error.code === 'conflict' ? error.message : String(error))
    }
  }
}
