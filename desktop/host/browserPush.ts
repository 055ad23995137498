import { type PushSubscription as Subscription } from '../../api/contract/push.ts'
import { viewPath } from './deepLink.ts'
import { type DevicePush, type PushReadiness } from './DevicePush.ts'
import { pushReadiness } from './pushReadiness.ts'

const workerPath = '/pushWorker.js'
/** A worker that is not ready by then will not be. */
const patience = 15_000

/** Web Push as a browser has it. Nothing is installed before somebody wants it. */
export function createBrowserPush(): DevicePush {
  return {
    readiness,
    ask: async () => {
      if (readiness() === 'ask') await Notification.requestPermission()
      return readiness()
    },
    subscribe,
    endpoint: async () => (await current())?.endpoint,
    unsubscribe: async () => {
      await closeShown(() => true)
      await (await current())?.unsubscribe()
    },
    closeShown,
    onTold: (listener) => {
      if (!('serviceWorker' in navigator)) return
      navigator.serviceWorker.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
        const told = toldIn(data)
        if (told) listener(told)
      })
    },
  }
}

function readiness(): PushReadiness {
  const { userAgent, maxTouchPoints } = navigator
  return pushReadiness({
    isSecure: isSecureContext,
    hasAll: 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window,
    permission: 'Notification' in window ? Notification.permission : undefined,
    userAgent,
    maxTouchPoints,
  })
}

async function registration(): Promise<ServiceWorkerRegistration | undefined> {
  if (!isSecureContext || !('serviceWorker' in navigator)) return undefined
  return navigator.serviceWorker.getRegistration('/')
}

async function current(): Promise<PushSubscription | null | undefined> {
  return (await registration())?.pushManager?.getSubscription()
}

async function subscribe(publicKey: string): Promise<Subscription> {
  await navigator.serviceWorker.register(workerPath, { scope: '/' })
  const { pushManager } = await inTime(navigator.serviceWorker.ready)
  const before = await pushManager.getSubscription()
  if (before && keyOf(before) !== publicKey) await before.unsubscribe()
  const subscription = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey })
  const { endpoint, keys } = subscription.toJSON()
  if (endpoint === undefined || !keys?.['p256dh'] || !keys['auth']) throw new Error('The browser gave no address.')
  return { endpoint, keys: { p256dh: unpadded(keys['p256dh']), auth: unpadded(keys['auth']) } }
}

function keyOf({ options: { applicationServerKey } }: PushSubscription): string {
  const bytes = new Uint8Array(applicationServerKey ?? new ArrayBuffer(0))
  const text = btoa(String.fromCodePoint(...bytes))
  return unpadded(text.replaceAll('+', '-').replaceAll('/', '_'))
}

function unpadded(base64url: string): string {
  return base64url.replace(/=+$/, '')
}

function inTime<T>(work: Promise<T>): Promise<T> {
  return Promise.race([
    work,
    new Promise<never>((_resolve, reject) =>
      setTimeout(() => reject(new Error('The browser did not start what shows pushes.')), patience),
    ),
  ])
}

async function closeShown(isOver: (shown: { id: string; at: string }) => boolean): Promise<void> {
  for (const each of (await (await registration())?.getNotifications()) ?? []) {
    const { id, at } = each.data as { id: string; at: string }
    if (isOver({ id, at })) each.close()
  }
}

/** From our own worker; what it leads to is checked all the same, since what it shows came from outside. */
function toldIn(data: unknown): { id: string; path: string } | undefined {
  if (typeof data !== 'object' || data === null || !('signalboxTold' in data)) return undefined
  const { id, path } = data.signalboxTold as { id: string; path: string }
  return viewPath(path) === undefined ? undefined : { id, path }
}
