import { type Page } from 'playwright-core'
import { beforeAll, expect } from 'vitest'
import { type Attachment } from '../../api/contract/attachment.ts'
import { type InventoryItem } from '../../api/contract/inventoryItem.ts'
import { type Shipment } from '../../api/contract/shipment.ts'
import { type Site } from '../../api/contract/site.ts'
import { type Ticket } from '../../api/contract/ticket.ts'
import { ApiClient, expectStatus } from '../../api/testing/ApiClient.ts'
import { browserTest, password, phoneSize, withConsole } from './testing/withConsole.ts'

const family = '\u{1F469}\u200D\u{1F469}\u200D\u{1F467}'
const short = `<b>{{9}}\u200B${family}\u202E`
const long = `<img src=/ran.png onerror=ran()><script>ran()</script>{{ran()}}\${ran()}\u200B${family}\u2066\u202Egpj.exe`

/** A formula, HTML, a template, characters that turn the direction or have no width, an emoji of five, and one word to the field's end. */
function hostile(field: string, limit: number): string {
  const text = `=${field}${limit < 110 ? short : long}`
  return text + 'W'.repeat(limit - text.length)
}

const text = {
  manager: hostile('manager', 120),
  technician: hostile('tech', 120),
  phone: hostile('tel', 40),
  skill: hostile('skill', 64),
  site: hostile('site', 200),
  address: hostile('address', 500),
  contact: hostile('contact', 500),
  siteNotes: hostile('siteNotes', 2_000),
  title: hostile('title', 200),
  pool: hostile('pool', 200),
  type: hostile('type', 64),
  description: hostile('description', 2_000),
  source: hostile('source', 64),
  sourceStatus: hostile('status', 64),
  externalRef: hostile('ref', 128),
  part: hostile('part', 200),
  disposition: hostile('end', 64),
  cancelReason: hostile('cancel', 500),
  declineReason: hostile('decline', 500),
  statusReason: hostile('away', 500),
  comment: hostile('comment', 1_000),
  timeNote: hostile('time', 1_000),
  file: hostile('file', 200),
  shipment: hostile('shipment', 2_000),
  carrier: hostile('carrier', 120),
  service: hostile('service', 120),
  tracking: hostile('tracking', 120),
  origin: hostile('origin', 500),
  destination: hostile('destination', 500),
  shipped: hostile('shipped', 200),
  item: hostile('item', 200),
  sku: hostile('sku', 64),
  serial: hostile('serial', 120),
  unit: hostile('u', 32),
  warehouse: hostile('warehouse', 120),
  itemNotes: hostile('itemNotes', 2_000),
  token: hostile('token', 120),
}
const agent = '=agent<img src=/ran.png onerror=ran()>{{ran()}}'

const world = withConsole()
let mallory: ApiClient
let tim: ApiClient
let site: Site
let ticket: Ticket
let cancelled: Ticket
let shipment: Shipment
let item: InventoryItem

async function newUser(role: 'manager' | 'technician', name: string): Promise<ApiClient> {
  const email = `${role}@test.local`
  await expectStatus(201, world.server.admin.post('/users', { email, name, role, password }))
  return ApiClient.signIn(world.server.http, { email, password })
}

beforeAll(async () => {
  mallory = await newUser('manager', text.manager)
  tim = await newUser('technician', text.technician)
  await fillPlaces()
  await fillTicket()
})

async function fillPlaces(): Promise<void> {
  const technician = `/technicians/${tim.technicianId}`
  await expectStatus(200, mallory.patch(technician, { phone: text.phone, skills: [text.skill] }))
  await expectStatus(200, mallory.post(`${technician}/duty`, { duty: 'on_shift' }))
  await expectStatus(200, mallory.post(`${technician}/status`, { status: 'unavailable', reason: text.statusReason }))
  const { address, contact, siteNotes: notes } = text
  site = await expectStatus(201, mallory.post<Site>('/sites', { name: text.site, address, contact, notes }))
  item = await expectStatus(
    201,
    mallory.post<InventoryItem>('/inventory', {
      name: text.item,
      sku: text.sku,
      serialNumber: text.serial,
      unit: text.unit,
      warehouse: text.warehouse,
      notes: text.itemNotes,
      quantity: 5,
    }),
  )
  await expectStatus(201, mallory.post('/tokens', { name: text.token, scopes: ['read'] }))
}

async function fillTicket(): Promise<void> {
  const { type, description, source, sourceStatus, externalRef } = text
  const fields = { type, description, source, sourceStatus, externalRef }
  ticket = await mallory.newTicket(site.id, { title: text.title, ...fields })
  await mallory.newTicket(site.id, { title: text.pool, type, priority: 'P1' })
  cancelled = await mallory.newTicket(site.id, { title: text.title, type })
  await mallory.command(cancelled.id, 'cancel', { reason: text.cancelReason })
  const { assignments } = await mallory.command(ticket.id, 'assign', { technicianId: tim.technicianId })
  const decline = `/assignments/${assignments[0]?.id}/decline`
  await expectStatus(200, mallory.post(`/assignments/${assignments[0]?.id}/dispatch`))
  await expectStatus(200, tim.post(decline, { reason: text.declineReason }))
  await mallory.command(ticket.id, 'assign', { technicianId: tim.technicianId })
  await mallory.command(ticket.id, 'ask-part', { name: text.part })
  const mention = `@[Ada](${world.server.admin.userId}) `
  await expectStatus(201, mallory.post(`/tickets/${ticket.id}/comments`, { body: mention + text.comment }))
  const spent = { startedAt: '2026-01-02T10:00:00Z', endedAt: '2026-01-02T11:00:00Z', note: text.timeNote }
  await expectStatus(201, mallory.post(`/tickets/${ticket.id}/time-entries`, spent))
  await attach()
  shipment = await expectStatus(
    201,
    mallory.post<Shipment>('/shipments', {
      ticketId: ticket.id,
      description: text.shipment,
      carrier: text.carrier,
      service: text.service,
      trackingNumber: text.tracking,
      trackingUrl: `https://example.org/<script>ran()</script>${'W'.repeat(200)}`,
      origin: text.origin,
      destination: text.destination,
      items: [{ name: text.shipped, quantity: 1 }],
      expectedAt: new Date().toISOString(),
    }),
  )
}

async function attach(): Promise<void> {
  const form = new FormData()
  form.append('file', new Blob(['plain']), 'plain.txt')
  const response = await fetch(`${world.server.http}/api/v1/tickets/${ticket.id}/attachments`, {
    method: 'POST',
    headers: { authorization: `Bearer ${mallory.session.accessToken}` },
    body: form,
  })
  const { id } = (await response.json()) as Attachment
  await expectStatus(200, mallory.patch(`/tickets/${ticket.id}/attachments/${id}`, { name: text.file }))
}

/** Where each is read: an address, and what of it must stand there. */
function places(): Record<string, (keyof typeof text)[]> {
  const ofTicket = ['title', 'site', 'technician', 'type', 'description', 'manager', 'declineReason'] as const
  return {
    '/operations': ['type', 'pool'],
    '/board': ['technician', 'title', 'pool', 'site'],
    '/tickets/open': ['title', 'pool', 'site', 'type', 'technician'],
    [`/ticket/${ticket.number}`]: [...ofTicket, 'part', 'comment', 'timeNote', 'file', 'carrier', 'tracking'],
    [`/ticket/${cancelled.number}`]: ['title', 'cancelReason'],
    '/sites': ['site', 'address'],
    [`/site/${site.id}`]: ['site', 'address', 'contact', 'siteNotes', 'title', 'pool'],
    '/shipments/all': ['shipment', 'carrier', 'tracking', 'title', 'site'],
    [`/shipment/${shipment.number}`]: [
      'shipment',
      'carrier',
      'service',
      'tracking',
      'origin',
      'destination',
      'shipped',
    ],
    '/inventory': ['item', 'sku', 'warehouse'],
    [`/item/${item.id}`]: ['item', 'sku', 'serial', 'unit', 'warehouse', 'itemNotes'],
    '/technicians': ['technician', 'title', 'site'],
    [`/technician/${tim.technicianId}`]: ['technician', 'phone', 'skill', 'statusReason', 'title'],
    '/admin/users': ['manager', 'technician'],
    '/admin/technicians': ['technician', 'phone', 'skill'],
    '/admin/tokens': ['token', 'manager'],
    '/admin/audit': ['manager'],
    '/notifications': ['manager', 'title'],
    '/day': ['title', 'pool', 'site', 'technician'],
    '/wallboard': [],
    '/account': [],
  }
}

/** Whatever runs, opens, is loaded or is stopped by the content security policy although the text asked for it. */
async function watchFor(page: Page): Promise<string[]> {
  const happened: string[] = []
  page.on('dialog', (dialog) => void (happened.push(`dialog ${dialog.message()}`), dialog.dismiss()))
  page.on('request', (request) => void (/ran\.png/.test(request.url()) && happened.push(request.url())))
  page.on('popup', (popup) => void happened.push(`popup ${popup.url()}`))
  await page.exposeFunction('ran', () => void happened.push('ran'))
  await page.exposeFunction('stopped', (directive: string) => void happened.push(`stopped by ${directive}`))
  await page.addInitScript(() =>
    document.addEventListener('securitypolicyviolation', ({ violatedDirective }) => {
      const stopped: unknown = Reflect.get(window, 'stopped')
      if (typeof stopped === 'function') stopped(violatedDirective)
    }),
  )
  return happened
}

/** Which of these are not there letter by letter, in text or in a field; within sentences without what turns the direction. Runs in the page. */
function missingTexts(wanted: string[]): string[] {
  const plain = (words: string) => words.replaceAll(/[\u202a-\u202e\u2066-\u2069]/g, '')
  const fields = [...document.querySelectorAll<HTMLInputElement>('input, textarea')].map(({ value }) => value)
  const shown = [document.body.textContent, ...fields].join('\n')
  return wanted.filter((each) => !shown.includes(each) && !plain(shown).includes(plain(each)))
}

/** What stands out of the page, or makes a part of it scroll sideways. Runs in the page. */
function overflowing(): string[] {
  const nameOf = (element: Element) => `${element.tagName} .${element.className} ${element.textContent.slice(0, 40)}`
  const { scrollWidth } = document.documentElement
  const wide = [...document.querySelectorAll<HTMLElement>('body *')].filter((element) => {
    const { overflowX } = getComputedStyle(element)
    return /auto|scroll/.test(overflowX) && element.scrollWidth > element.clientWidth + 1
  })
  return [...(scrollWidth > innerWidth ? [`the page is ${scrollWidth} wide`] : []), ...wide.map(nameOf)]
}

/** Goes there within the console, as a link does: to load the page anew 24 times takes a minute. Runs in the page. */
function goTo(path: string): void {
  history.pushState({}, '', path)
  dispatchEvent(new PopStateEvent('popstate', { state: {} }))
}

/** Whose unclosed turn of direction reaches words behind it (UAX #9): within its block or isolate it must be the last. Runs in the page. */
function turned(): string[] {
  const isOpen = (element: Element) => {
    const { display, unicodeBidi } = getComputedStyle(element)
    return display === 'inline' && !/isolate|plaintext/.test(unicodeBidi)
  }
  const found: string[] = []
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (texts.nextNode()) {
    const { currentNode: node } = texts
    const words = node.textContent ?? ''
    let box = node.parentElement
    if (!words.includes('\u202E') || !box || box.closest('script, style, .visually-hidden')) continue
    while (box.parentElement && isOpen(box)) box = box.parentElement
    const range = document.createRange()
    range.setStartAfter(node)
    range.setEndAfter(box.lastChild ?? node)
    // What lies beside it as an item of a row or a column is not in its line.
    const beside = /flex|grid|box/.test(getComputedStyle(box).display) ? '' : range.toString()
    const own = words.slice(words.indexOf('\u202E') + 1).replace(/^(gpj\.exe)?W*…?/, '')
    const behind = (own + beside).trim()
    if (behind !== '') found.push(`${words.trim().slice(0, 60)} | ${behind.slice(0, 60)}`)
  }
  return found
}

async function walk(page: Page, path: string, wanted: string[]): Promise<void> {
  await page.evaluate(goTo, path)
  await expect.poll(() => page.evaluate(missingTexts, wanted), { message: path, timeout: 15_000 }).toEqual([])
  expect(await page.evaluate(overflowing), path).toEqual([])
  expect(await page.evaluate(turned), path).toEqual([])
  expect(await page.title(), path).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/)
}

browserTest('hostile text in every field is text in every view, stays within the page, and runs nowhere', async () => {
  const page = await world.signIn(world.server.admin, { userAgent: agent })
  const happened = await watchFor(page)
  for (const [path, fields] of Object.entries(places()))
    await walk(
      page,
      path,
      fields.map((field) => text[field]),
    )
  const phone = await world.signIn(tim, { viewport: phoneSize })
  const onPhone = await watchFor(phone)
  await walk(phone, '/jobs', [text.title])
  await walk(phone, '/tickets/pool', [text.pool])
  await walk(phone, `/ticket/${ticket.number}`, [text.title, text.description, text.comment])
  expect([...happened, ...onPhone]).toEqual([])
})
