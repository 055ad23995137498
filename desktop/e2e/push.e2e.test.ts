import { type BrowserContext, type CDPSession, type Page, type Worker } from 'playwright-core'
import { expect } from 'vitest'
import { type NotificationPage } from '../../api/contract/notification.ts'
import { pushMessage } from '../../api/jobs/pushMessage.ts'
import { expectStatus } from '../../api/testing/ApiClient.ts'
import { browserTest, phoneSize, truth, withConsole } from './testing/withConsole.ts'

const world = withConsole()

/** What the test looks at in the worker. */
interface WorkerScope {
  clients: { matchAll(options: { type: 'window'; includeUncontrolled: boolean }): Promise<unknown[]> }
  registration: { getNotifications(): Promise<{ title: string; body: string }[]> }
  dispatchEvent(event: unknown): boolean
  ExtendableEvent: { prototype: { waitUntil(work: Promise<unknown>): void } }
  NotificationEvent: new (type: string, init: { notification: unknown }) => unknown
  work: Promise<unknown>[]
  first: unknown
}

/** The built worker as a phone has it. DevTools stands for the push service: here no real one can be reached. */
async function installWorker(page: Page): Promise<{ worker: Worker; registrationId: string }> {
  const cdp = await page.context().newCDPSession(page)
  const activated = new Promise<string>((resolve) => {
    cdp.on('ServiceWorker.workerVersionUpdated', ({ versions }) => {
      const active = versions.find(({ status, scriptURL }) => status === 'activated' && /pushWorker/.test(scriptURL))
      if (active) resolve(active.registrationId)
    })
  })
  await cdp.send('ServiceWorker.enable')
  const found = page.context().waitForEvent('serviceworker')
  await page.evaluate(async () => void (await navigator.serviceWorker.register('/pushWorker.js', { scope: '/' })))
  const worker = await found
  const registrationId = await activated
  // Whatever it does with an event can be waited for.
  await worker.evaluate(() => {
    const scope = globalThis as unknown as WorkerScope
    const { prototype } = scope.ExtendableEvent
    const wait = Object.getOwnPropertyDescriptor(prototype, 'waitUntil')?.value as (work: Promise<unknown>) => void
    scope.work = []
    prototype.waitUntil = function (work) {
      scope.work.push(work)
      wait.call(this, work)
    }
  })
  return { worker, registrationId }
}

/** Waits until so many events have been dealt with. */
async function dealtWith(worker: Worker, count: number): Promise<void> {
  const begun = () => worker.evaluate(() => (globalThis as unknown as WorkerScope).work.length)
  await expect.poll(begun).toBe(count)
  await worker.evaluate(async () => void (await Promise.allSettled((globalThis as unknown as WorkerScope).work)))
}

function shown(worker: Worker): Promise<{ title: string; body: string }[]> {
  return worker.evaluate(async () => {
    const { registration } = globalThis as unknown as WorkerScope
    return (await registration.getNotifications()).map(({ title, body }) => ({ title, body }))
  })
}

/** Those that the worker knows of: a page that was closed is forgotten a moment later. */
function consoles(worker: Worker): Promise<number> {
  return worker.evaluate(async () => {
    const { clients } = globalThis as unknown as WorkerScope
    return (await clients.matchAll({ type: 'window', includeUncontrolled: true })).length
  })
}

/** A page of nobody's, so that no console is left on the device. */
async function elsewhere(context: BrowserContext): Promise<CDPSession> {
  const page = await context.newPage()
  const cdp = await context.newCDPSession(page)
  await cdp.send('ServiceWorker.enable')
  return cdp
}

browserTest(
  'a phone is told once: by the toast of its open console, else by a push, whose click opens it',
  async () => {
    const dana = await world.server.admin.newUser('dispatcher', 'Dana Kowalski')
    const tim = await world.server.admin.newUser('technician', 'Tim Ruiz')
    const site = await world.server.admin.newSite('133 Avenue')
    const page = await world.signIn(tim, { viewport: phoneSize, permissions: ['notifications'] })
    const context = page.context()
    const { worker, registrationId } = await installWorker(page)
    const cdp = await elsewhere(context)

    const ticket = await dana.newTicket(site.id, { title: 'No heat', priority: 'P3' })
    await dana.command(ticket.id, 'assign', { technicianId: tim.technicianId })
    await page.getByRole('log', { name: 'New notifications' }).getByText('No heat').waitFor()
    const { items } = await expectStatus(200, tim.get<NotificationPage>('/notifications'))
    const [news] = items
    if (!news) throw new Error('the assignment notified nobody')
    const data = JSON.stringify(pushMessage(news, []))
    const push = () => cdp.send('ServiceWorker.deliverPushMessage', { origin: world.server.http, registrationId, data })

    await push()
    await dealtWith(worker, 1)
    expect(await shown(worker)).toEqual([])

    await page.close()
    await expect.poll(() => consoles(worker)).toBe(0)
    await push()
    await dealtWith(worker, 2)
    const said = { title: `Dana Kowalski assigned you to #${ticket.number}`, body: 'No heat' }
    expect(await shown(worker)).toEqual([said])
    await worker.evaluate(async () => {
      const scope = globalThis as unknown as WorkerScope
      ;[scope.first] = await scope.registration.getNotifications()
    })

    // Nobody turned pushes on here: what stands there is another's, and is taken away.
    const next = await world.newPage(context)
    await truth(next, /Live/)
    await expect.poll(() => shown(worker)).toEqual([])

    await worker.evaluate(() => {
      const scope = globalThis as unknown as WorkerScope
      scope.dispatchEvent(new scope.NotificationEvent('notificationclick', { notification: scope.first }))
    })
    await next.waitForURL(`**/ticket/${ticket.number}`)
    await expect.poll(async () => (await tim.get<NotificationPage>('/notifications')).body.unread).toBe(0)
  },
)
