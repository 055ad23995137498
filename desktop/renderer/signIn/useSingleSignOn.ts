import { onMounted, ref } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { signOnPath, signOnRefusals, type SignOnRefusal } from '../../../api/contract/singleSignOn.ts'
import { useHost, useLink } from '../connection/useLink.ts'
import { keepTrip, takeTrip } from './signOnTrip.ts'
import { challengeOf, newVerifier } from './verifier.ts'

const reasons: Record<SignOnRefusal, string> = {
  cancelled: 'You did not sign in there. Nothing has changed.',
  failed: 'The answer of the provider was not right. Try again, or use your password.',
  expired: 'That took too long, or was begun elsewhere. Begin again.',
  unknown: 'Nobody here has this address. Ask a manager for a user.',
  unverified: 'The provider does not vouch for your address. Ask whoever runs it.',
  inactive: 'Your user is deactivated. Ask a manager.',
  unavailable: 'The provider does not answer. Try again later, or use your password.',
}

/** Signing in at an OpenID provider, where the server has one: away, and back at `signOnPath`. */
export function useSingleSignOn(run: (work: () => Promise<unknown>) => Promise<void>, say: (problem: string) => void) {
  const link = useLink()
  const { desktop } = useHost()
  const route = useRoute()
  const router = useRouter()
  /** The provider's name, once it is known that there is one. */
  const name = ref<string>()

  function begin(): Promise<void> {
    return run(async () => {
      const verifier = newVerifier()
      const challenge = await challengeOf(verifier)
      const { url } = await link.call('beginSingleSignOn', { challenge, app: desktop ? 'desktop' : 'browser' })
      keepTrip(localStorage, { verifier, path: route.fullPath })
      // The desktop app opens it in the system's browser, which may be signed in there already.
      if (desktop) window.open(url)
      else location.assign(url)
    })
  }

  async function finish(): Promise<void> {
    const { grant, refused } = route.query
    const trip = takeTrip(localStorage)
    // Also where it was refused: they may come in by the other way.
    await router.replace(trip?.path ?? '/')
    const reason = signOnRefusals.find((each) => each === refused)
    if (reason) return say(reasons[reason])
    if (typeof grant !== 'string') return
    if (!trip) return say(reasons.expired)
    await run(() => link.call('finishSingleSignOn', { grant, verifier: trip.verifier }))
  }

  onMounted(async () => {
    await router.isReady()
    if (route.path === signOnPath) await finish()
    // Web Crypto is there on secure origins only (ground rules of browsers); without it there is the password.
    if (!isSecureContext) return
    const options = await link.call('signInOptions').catch(() => undefined)
    name.value = options?.singleSignOn?.name
  })

  return { name, begin }
}
