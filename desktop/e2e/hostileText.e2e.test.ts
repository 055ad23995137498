import { type Page } from 'playwright-core'
import { beforeAll, expect } from 'vitest'
import { type InventoryItem } from '../../api/contract/inventoryItem.ts'
import { type Shipment } from '../../api/contract/shipment.ts'
import { type Site } from '../../api/contract/site.ts'
import { type Ticket } from '../../api/contract/ticket.ts'
import { type ApiClient, expectStatus } from '../../api/testing/ApiClient.ts'
import { browserTest, phoneSize, withConsole } from './testing/withConsole.ts'

const world = withConsole()

/** U+2028, U+202E (right to left override), U+2066, U+200B, U+FEFF, U+0001: made of numbers, so that this file can be read. */
const invisible = String.fromCodePoint(0x2028, 0x202e, 0x2066, 0x200b, 0xfeff, 1)
const tricks = [
  '<img src=x onerror="globalThis.ran=1">',
  '{{constructor.constructor("globalThis.ran=1")()}}${globalThis.ran=1}',
  `=HYPERLINK("javascript:globalThis.ran=1")`,
  `"><svg onload=globalThis.ran=1>${invisible}\u{1F469}\u{1F3FD}\u200D\u{1F692}`,
] as const

/** One word of the field's own, to find it by; the tricks, as many as fit; one word without end. */
function hostile(word: string, length: number): string {
  const text = [word, ...tricks].reduce((sofar, trick) =>
    `${sofar} ${trick}`.length <= length ? `${sofar} ${trick}` : sofar,
  )
  return text.padEnd(length, 'W')
}

interface Hostile {
  site: Site
  ticket: Ticket
  shipment: Shipment
  item: InventoryItem
  technicianId: string
}
let mia: ApiClient
let tim: ApiClient
let all: Hostile

beforeAll(async () => {
  const { admin } = world.server
  mia = await admin.newUser('manager', 'Mia')
  tim = await admin.newUser('technician', 'Tim')
  await rename()
  all = await fill()
})

async function rename(): Promise<void> {
  const { admin } = world.server
  await expectStatus(200, admin.patch(`/users/${tim.userId}`, { name: hostile('Timname', 120) }))
  await expectStatus(
    200,
    admin.patch(`/technicians/${tim.technicianId}`, {
      name: hostile('Timlane', 120),
      phone: hostile('Timphone', 40),
      skills: [hostile('Timskill', 64)],
    }),
  )
}

/** Every kind, with every text that it has. */
async function fill(): Promise<Hostile> {
  const { technicianId } = tim
  const site = await expectStatus(
    201,
    mia.post<Site>('/sites', {
      name: hostile('Sitename', 200),
      address: hostile('Siteaddress', 500),
      contact: hostile('Sitecontact', 500),
      notes: hostile('Sitenotes', 2_000),
      timeZone: 'America/New_York',
    }),
  )
  const ticket = await newTicket(site.id)
  await mia.command(ticket.id, 'assign', { technicianId })
  await expectStatus(201, tim.post(`/tickets/${ticket.id}/comments`, { body: hostile('Commentbody', 1_000) }))
  const startedAt = new Date(Date.now() - 3_600_000).toISOString()
  const time = { startedAt, endedAt: new Date().toISOString(), note: hostile('Timenote', 500) }
  await expectStatus(201, tim.post(`/tickets/${ticket.id}/time-entries`, time))
  await attach(ticket.id)
  await mia.command(ticket.id, 'hold', { reason: 'parts' })
  await mia.command(await newTicket(site.id).then(({ id }) => id), 'cancel', { reason: hostile('Cancelreason', 500) })
  await newTicket(site.id)
  const shipment = await newShipment({ ticketId: ticket.id, siteId: site.id })
  const item = await expectStatus(
    201,
    mia.post<InventoryItem>('/inventory', {
      kind: 'part',
      name: hostile('Itemname', 200),
      sku: hostile('Itemsku', 64),
      serialNumber: hostile('Itemserial', 120),
      quantity: 1,
      minimum: 2,
      unit: hostile('Itemunit', 32),
      warehouse: hostile('Itemwarehouse', 120),
      notes: hostile('Itemnotes', 2_000),
    }),
  )
  await expectStatus(201, mia.post('/tokens', { name: hostile('Tokenname', 120), scopes: ['read'] }))
  await expectStatus(200, mia.post(`/technicians/${technicianId}/duty`, { duty: 'on_shift' }))
  return { site, ticket, shipment, item, technicianId }
}

function newTicket(siteId: string): Promise<Ticket> {
  return mia.newTicket(siteId, {
    title: hostile('Tickettitle', 200),
    description: hostile('Ticketdescription', 4_000),
    type: hostile('Tickettype', 64),
    priority: 'P1',
    source: hostile('Ticketsource', 64),
    externalRef: `${crypto.randomUUID()} ${hostile('Ticketref', 90)}`,
    sourceStatus: hostile('Ticketstatus', 64),
  })
}

function newShipment(ends: object): Promise<Shipment> {
  return expectStatus(
    201,
    mia.post<Shipment>('/shipments', {
      ...ends,
      description: hostile('Shipmenttext', 1_000),
      carrier: hostile('Shipmentcarrier', 120),
      service: hostile('Shipmentservice', 120),
      trackingNumber: hostile('Shipmenttracking', 120),
      trackingUrl: `https://x.invalid/"><svg/onload=globalThis.ran=1>${'W'.repeat(300)}`,
      origin: hostile('Shipmentorigin', 500),
      destination: hostile('Shipmentdestination', 500),
      items: [{ name: hostile('Shipmentitem', 200), quantity: 1 }],
    }),
  )
}

async function attach(ticketId: string): Promise<void> {
  const form = new FormData()
  form.append('file', new Blob(['<script>globalThis.ran=1</script>'], { type: 'text/html' }), 'x.html')
  const response = await fetch(`${world.server.http}/api/v1/tickets/${ticketId}/attachments`, {
    method: 'POST',
    headers: { authorization: `Bearer ${tim.session.accessToken}` },
    body: form,
  })
  expect(response.status).toBe(201)
  const { id } = (await response.json()) as { id: string }
  await expectStatus(200, tim.patch(`/tickets/${ticketId}/attachments/${id}`, { name: hostile('Filename', 200) }))
}

/** What must not happen in a page, noted from its first line on. */
async function watchfully(page: Page): Promise<{ problems: string[] }> {
  const problems: string[] = []
  page.on('dialog', (dialog) => {
    problems.push(`a dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('popup', (popup) => problems.push(`a window: ${popup.url()}`))
  await page.exposeFunction('noteViolation', (what: string) => problems.push(`stopped by the CSP: ${what}`))
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
      void (Reflect.get(globalThis, 'noteViolation') as (what: string) => void)(`${violatedDirective} ${blockedURI}`)
    })
  })
  return { problems }
}

/** Nothing ran, nothing was made of the text, and nothing is wider than its place: neither the page nor a part that scrolls. */
async function lookAround(page: Page, where: string): Promise<void> {
  const seen = await page.evaluate(() => ({
    ran: Reflect.has(globalThis, 'ran'),
    made: document.querySelectorAll('img[src="x"], svg[onload], [onerror], a[href^="javascript:" i]').length,
    wider: [...document.querySelectorAll('html, body, body *')]
      .filter((part) => part.scrollWidth > part.clientWidth + 1 && part.clientWidth > 0)
      .filter((part) => part.tagName === 'HTML' || ['auto', 'scroll'].includes(getComputedStyle(part).overflowX))
      .map((part) => `${part.className} ${part.scrollWidth} > ${part.clientWidth}`),
  }))
  expect({ where, ...seen }).toEqual({ where, ran: false, made: 0, wider: [] })
}

/** Goes there as a link would, without loading the page anew, and waits for each of these fields, shown as it was typed. */
async function visit(page: Page, path: string, ...words: string[]): Promise<void> {
  await page.evaluate((to) => {
    history.pushState({}, '', to)
    dispatchEvent(new PopStateEvent('popstate', { state: {} }))
  }, path)
  for (const word of words) await page.getByText(`${word} ${tricks[0]}`).filter({ visible: true }).first().waitFor()
  await lookAround(page, path)
}

browserTest('text that wants to be a program, a formula or a trick is text in every view, and fits', async () => {
  const { site, ticket, shipment, item, technicianId } = all
  const page = await world.signIn(mia)
  const { problems } = await watchfully(page)
  await page.reload()
  await page.getByText('Tickettitle').first().waitFor()
  await lookAround(page, 'the list')
  await visit(
    page,
    `/ticket/${ticket.number}`,
    'Tickettitle',
    'Ticketdescription',
    'Tickettype',
    'Commentbody',
    'Filename',
  )
  await visit(page, '/board', 'Timlane', 'Tickettitle')
  await visit(page, '/operations', 'Tickettitle')
  await visit(page, '/sites', 'Sitename', 'Siteaddress')
  await visit(page, `/site/${site.id}`, 'Sitename', 'Siteaddress', 'Sitecontact', 'Sitenotes')
  await visit(page, '/shipments/all', 'Shipmenttext', 'Shipmentcarrier')
  await visit(page, `/shipment/${shipment.number}`, 'Shipmenttext', 'Shipmentcarrier', 'Shipmentorigin', 'Shipmentitem')
  await visit(page, '/inventory', 'Itemname')
  await visit(page, `/item/${item.id}`, 'Itemname', 'Itemsku', 'Itemserial', 'Itemwarehouse', 'Itemnotes')
  await visit(page, '/technicians', 'Timlane')
  await visit(page, `/technician/${technicianId}`, 'Timlane', 'Timskill')
  await page.getByText('Timphone').first().waitFor()
  await visit(page, '/admin/users', 'Timname')
  await visit(page, '/admin/technicians', 'Timlane', 'Timskill')
  await visit(page, '/admin/tokens', 'Tokenname')
  await visit(page, '/admin/audit', 'Timname')
  await visit(page, '/notifications', 'Tickettitle')
  await visit(page, '/day', 'Tickettitle', 'Timlane')
  await visit(page, '/wallboard', 'Tickettype')
  expect(problems).toEqual([])

  const phone = await world.signIn(tim, { viewport: phoneSize, hasTouch: true, isMobile: true, path: '/jobs' })
  const onPhone = await watchfully(phone)
  await visit(phone, '/jobs', 'Tickettitle', 'Sitename')
  await visit(phone, `/ticket/${ticket.number}`, 'Tickettitle', 'Ticketdescription', 'Commentbody')
  await visit(phone, '/notifications', 'Tickettitle')
  await visit(phone, '/day', 'Tickettitle')
  expect(onPhone.problems).toEqual([])
})
