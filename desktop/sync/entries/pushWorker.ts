/**
 * Shows what the server pushes to this device, also while no console is open. It holds no rows, no session and no
 * files: it asks nobody for anything, so that an old one beside a new console does no harm.
 */
import { countsSilence, planFor, readPush, unreadable, type ShownData } from './pushNews.ts'

declare const self: ServiceWorkerGlobalScope

self.addEventListener('install', () => void self.skipWaiting())
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))
self.addEventListener('push', (event) => event.waitUntil(onPush(event.data)))
self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(open(event.notification.data as ShownData))
})

async function onPush(data: PushMessageData | null): Promise<void> {
  const message = readPush(parsed(data)) ?? unreadable(crypto.randomUUID(), new Date())
  const there = await self.registration.getNotifications()
  const windows = await consoles()
  const plan = planFor(message, {
    shown: there.map(({ tag, data: kept }) => ({ tag, data: kept as ShownData })),
    isSeen: windows.some(({ visibilityState }) => visibilityState === 'visible'),
    mustShow: countsSilence(self.navigator.userAgent),
  })
  for (const each of there) if (plan.close.includes((each.data as ShownData).id)) each.close()
  if (!plan.show) return
  await self.registration.showNotification(plan.show.title, plan.show.options)
  if (!plan.isBrief) return
  for (const each of await self.registration.getNotifications({ tag: message.tag })) each.close()
}

function parsed(data: PushMessageData | null): unknown {
  try {
    return data?.json()
  } catch {
    return undefined
  }
}

function consoles(): Promise<readonly WindowClient[]> {
  return self.clients.matchAll({ type: 'window', includeUncontrolled: true })
}

/** In the console that is open, the one that is looked at before others; in a new one where there is none. */
async function open({ id, path }: ShownData): Promise<void> {
  const windows = await consoles()
  const found =
    windows.find(({ focused }) => focused) ??
    windows.find(({ visibilityState }) => visibilityState === 'visible') ??
    windows[0]
  if (!found) return void (await self.clients.openWindow(`${path}?told=${id}`))
  found.postMessage({ signalboxTold: { id, path } }, [])
  await found.focus().catch(() => {})
}
