import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import { type Router } from 'vue-router'
import { type PushState } from '../../../api/contract/push.ts'
import { type DevicePush, type PushReadiness } from '../../host/DevicePush.ts'
import { sentenceOf } from '../connection/sentenceOf.ts'
import { useHost, useLink } from '../connection/useLink.ts'
import { useStatus } from '../replica/useStatus.ts'
import { isShownOver } from './isShownOver.ts'
import { useNotifications } from './useNotifications.ts'

/** Somebody wants to be told on this device: kept here, so that it holds again after signing out and in. */
const wishKey = (userId: string): string => `signalbox.push.${userId}`

/** Whether this device tells its user while no console is open. */
export const usePush = defineStore('push', () => {
  const device = useHost().push
  const link = useLink()
  const status = useStatus()
  /** As the server has it; undefined until it was asked. */
  const state = shallowRef<PushState>()
  const readiness = shallowRef<PushReadiness>(device?.readiness() ?? 'unsupported')
  const endpoint = shallowRef<string>()
  const problem = shallowRef<string>()
  const isBusy = shallowRef(false)
  const isOn = computed(() => endpoint.value !== undefined && endpoint.value === state.value?.endpoint)

  async function attempt(what: (device: DevicePush) => Promise<void>): Promise<void> {
    if (!device || isBusy.value) return
    isBusy.value = true
    try {
      await what(device)
      problem.value = undefined
    } catch (error) {
      problem.value = sentenceOf(error)
    } finally {
      isBusy.value = false
    }
  }

  async function look(of: DevicePush): Promise<PushState> {
    const [here, next] = await Promise.all([of.endpoint(), link.call('pushState')])
    readiness.value = of.readiness()
    endpoint.value = here
    return (state.value = next)
  }

  const refresh = (): Promise<void> => attempt(async (of) => void (await look(of)))

  /** The browser asks first, while the click is still its reason to. */
  function turnOn(): Promise<void> {
    return attempt(async (of) => {
      readiness.value = await of.ask()
      if (readiness.value !== 'granted') return
      await subscribe(of)
      wish(true)
    })
  }

  function turnOff(): Promise<void> {
    return attempt(async (of) => {
      wish(false)
      await link.call('unsubscribePush')
      await of.unsubscribe()
      await look(of)
    })
  }

  async function subscribe(of: DevicePush): Promise<void> {
    const { publicKey } = state.value ?? (await look(of))
    await link.call('subscribePush', await of.subscribe(publicKey))
    await look(of)
  }

  /**
   * Brings device and server together once somebody is here: the browser may have another address by now, the server
   * another key, and whoever was signed in before is not to be told here.
   */
  async function keep(): Promise<void> {
    if (!device) return
    const wanted = isWished() && device.readiness() === 'granted'
    if (wanted) await attempt(subscribe)
    else await device.unsubscribe().catch(() => {})
  }

  /** Nobody is signed in here any more. */
  function leave(): void {
    state.value = undefined
    endpoint.value = undefined
    void device?.unsubscribe().catch(() => {})
  }

  function isWished(): boolean {
    try {
      return localStorage.getItem(wishKey(status.user?.id ?? '')) === 'on'
    } catch {
      return false
    }
  }

  function wish(isOn: boolean): void {
    try {
      if (isOn) localStorage.setItem(wishKey(status.user?.id ?? ''), 'on')
      else localStorage.removeItem(wishKey(status.user?.id ?? ''))
    } catch {
      // Storage is off: it holds until the session ends.
    }
  }

  return { state, readiness, endpoint, problem, isBusy, isOn, refresh, turnOn, turnOff, keep, leave }
})

/** What is shown on the device follows what is read here and elsewhere, and what is chosen there opens here. */
export function followPush(router: Router): void {
  const device = useHost().push
  if (!device) return
  const push = usePush()
  const status = useStatus()
  const centre = useNotifications()
  const open = ({ id, path }: { id: string; path: string }): void => {
    void centre.read({ ids: [id] })
    void router.push(path)
  }
  device.onTold(open)
  const isLive = computed(() => (status.status.phase === 'live' ? status.user?.id : undefined))
  watch(isLive, (userId, before) => void (userId !== undefined && userId !== before && push.keep()))
  watch(
    () => status.isSignedOut,
    (isOut) => isOut && push.leave(),
  )
  watch(
    () => centre.state,
    ({ known, unread, items }) => {
      if (known) void device.closeShown((shown) => isShownOver(shown, items, unread)).catch(() => {})
    },
  )
  // A console that was opened by a click there: it says so in its address, once.
  watch(isLive, (userId) => {
    const { told, ...query } = router.currentRoute.value.query
    if (userId === undefined || typeof told !== 'string') return
    void centre.read({ ids: [told] })
    void router.replace({ query })
  })
}
