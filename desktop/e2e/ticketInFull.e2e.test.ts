import { deflateSync } from 'node:zlib'
import { type Page } from 'playwright-core'
import { beforeAll, expect } from 'vitest'
import { mentionOf } from '../../api/contract/comment.ts'
import { type Site } from '../../api/contract/site.ts'
import { type Ticket } from '../../api/contract/ticket.ts'
import { type ApiClient } from '../../api/testing/ApiClient.ts'
import { CuttableProxy } from './testing/CuttableProxy.ts'
import { browserTest, goOffline, goOnline, phoneSize, truth, withConsole } from './testing/withConsole.ts'

const world = withConsole()
let dana: ApiClient
let luis: ApiClient
let tim: ApiClient
let site: Site

beforeAll(async () => {
  const { admin } = world.server
  dana = await admin.newUser('dispatcher', 'Dana Kowalski')
  luis = await admin.newUser('dispatcher', 'Luis Ortega')
  tim = await admin.newUser('technician', 'Tim Ruiz')
  site = await admin.newSite('133 Avenue')
})

const comment = (page: Page) => page.getByLabel('Comment', { exact: true })
const files = (page: Page) => page.getByRole('region', { name: 'Files' })
const time = (page: Page) => page.getByRole('region', { name: 'Time', exact: true })
const ticketOf = async (id: string): Promise<Ticket> => (await dana.get<Ticket>(`/tickets/${id}`)).body

/** A picture of one colour, of so many pixels each way. */
function png(side: number): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data])
    const out = Buffer.alloc(body.length + 8)
    out.writeUInt32BE(data.length, 0)
    body.copy(out, 4)
    out.writeUInt32BE(crc32(body), body.length + 4)
    return out
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(side, 0)
  head.writeUInt32BE(side, 4)
  head.set([8, 2, 0, 0, 0], 8)
  const pixels = deflateSync(Buffer.alloc(side * (side * 3 + 1)))
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10])
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))])
}

function crc32(bytes: Buffer): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return (crc ^ 0xffffffff) >>> 0
}

/** Files dropped on the page or pasted into it, as the browser hands them over. */
async function hand(page: Page, how: 'drop' | 'paste', name: string, bytes: Buffer): Promise<void> {
  await page.evaluate(
    ([kind, fileName, base64]) => {
      const transfer = new DataTransfer()
      const content = Uint8Array.from(atob(base64 ?? ''), (char) => char.charCodeAt(0))
      transfer.items.add(new File([content], fileName ?? '', { type: 'image/png' }))
      const target = document.querySelector('main') ?? document.body
      const options = { bubbles: true, cancelable: true }
      if (kind === 'paste') target.dispatchEvent(new ClipboardEvent('paste', { ...options, clipboardData: transfer }))
      else target.dispatchEvent(new DragEvent('drop', { ...options, dataTransfer: transfer }))
    },
    [how, name, bytes.toString('base64')] as const,
  )
}

browserTest('three look at one ticket, one comments: ticket, count and last-updated time agree', async () => {
  const ticket = await dana.newTicket(site.id, { title: 'Boiler out' })
  await dana.command(ticket.id, 'assign', { technicianId: tim.technicianId })
  const path = `/ticket/${ticket.number}`
  const [one, other, field] = await Promise.all([
    world.signIn(dana, { path }),
    world.signIn(luis, { path }),
    world.signIn(tim, { path, viewport: phoneSize, hasTouch: true, isMobile: true }),
  ])
  // His phone says that he has seen it, which changes the ticket too: before the comment, not after.
  await expect.poll(async () => (await ticketOf(ticket.id)).assignments[0]?.seenAt).toBeDefined()
  await comment(one).pressSequentially('Key is with @lui')
  await one.getByRole('option', { name: 'Luis Ortega' }).waitFor()
  await one.keyboard.press('Enter')
  await one.keyboard.type('at the gate')
  await one.keyboard.press('Control+Enter')

  const said = 'Key is with @Luis Ortega at the gate'
  for (const page of [one, other, field]) {
    await page.getByRole('article', { name: 'Comment of Dana Kowalski' }).getByText(said).waitFor()
    await page.getByRole('button', { name: '1 comment', exact: true }).waitFor()
  }
  expect(await comment(one).inputValue()).toBe('')
  const stored = await ticketOf(ticket.id)
  expect(stored.counts.comments).toBe(1)
  const { body } = await dana.get<{ items: { body: string; mentions: string[]; createdAt: string }[] }>(
    `/tickets/${ticket.id}/comments`,
  )
  expect(body.items[0]).toMatchObject({
    body: `Key is with ${mentionOf({ id: luis.userId, name: 'Luis Ortega' })} at the gate`,
    mentions: [luis.userId],
    createdAt: stored.updatedAt,
  })
  for (const page of [one, other, field]) {
    await expect.poll(() => page.locator('.sums time').getAttribute('datetime')).toBe(stored.updatedAt)
  }
})

browserTest('another’s comment leaves what one types, and a draft survives a reload', async () => {
  const ticket = await dana.newTicket(site.id, { title: 'Lift stuck' })
  const page = await world.signIn(dana, { path: `/ticket/${ticket.number}` })
  await comment(page).fill('Half a thought')
  await luis.post(`/tickets/${ticket.id}/comments`, { body: 'Somebody is inside' })
  await page.getByRole('main').getByText('Somebody is inside').waitFor()
  expect(await comment(page).inputValue()).toBe('Half a thought')
  await page.reload()
  await truth(page, /Live/)
  await expect.poll(() => comment(page).inputValue()).toBe('Half a thought')
})

browserTest('one edits and deletes one’s own comments and nobody else’s', async () => {
  const ticket = await dana.newTicket(site.id, { title: 'Door jammed' })
  await dana.post(`/tickets/${ticket.id}/comments`, { body: 'Frist' })
  await luis.post(`/tickets/${ticket.id}/comments`, { body: 'Theirs' })
  const page = await world.signIn(dana, { path: `/ticket/${ticket.number}` })
  const mine = page.getByRole('article', { name: 'Comment of Dana Kowalski' })
  await page.getByRole('main').getByText('Theirs').waitFor()
  expect(await page.getByRole('button', { name: 'More for this comment' }).count()).toBe(1)
  await mine.getByRole('button', { name: 'More for this comment' }).click()
  await page.getByRole('menuitem', { name: 'Edit' }).click()
  await page.getByLabel('Edit the comment').fill('First')
  await mine.getByRole('button', { name: 'Save' }).click()
  await mine.getByText('First', { exact: true }).waitFor()
  await mine.getByText('edited').waitFor()
  await mine.getByRole('button', { name: 'More for this comment' }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await mine.waitFor({ state: 'detached' })
  await page.getByRole('main').getByText('deleted a comment').waitFor()
  await expect.poll(async () => (await ticketOf(ticket.id)).counts.comments).toBe(1)
})

browserTest('files come by picker, drop and paste, and show at another’s open ticket', async () => {
  const ticket = await dana.newTicket(site.id, { title: 'Leak' })
  const path = `/ticket/${ticket.number}`
  const [one, other] = await Promise.all([world.signIn(dana, { path }), world.signIn(luis, { path })])
  await one
    .getByLabel('Files', { exact: true })
    .last()
    .setInputFiles({
      name: 'readings.txt',
      mimeType: 'text/plain',
      buffer: Buffer.from('12 bar'),
    })
  await files(other).getByText('readings.txt').waitFor()
  await hand(one, 'drop', 'dropped.png', png(400))
  await files(other).getByText('dropped.png').waitFor()
  await hand(one, 'paste', 'pasted.png', png(20))
  await files(other).getByText('pasted.png').waitFor()
  await one.getByRole('button', { name: '3 files' }).waitFor()
  expect((await ticketOf(ticket.id)).counts.attachments).toBe(3)

  await files(other).getByRole('button', { name: 'Open dropped.png' }).click()
  const picture = other.getByRole('dialog').getByRole('img', { name: 'dropped.png' })
  await expect.poll(() => picture.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(400)
  await other.keyboard.press('Escape')
  const [download] = await Promise.all([
    other.waitForEvent('download'),
    files(other).getByRole('button', { name: 'Download readings.txt' }).click(),
  ])
  expect(download.suggestedFilename()).toBe('readings.txt')

  await files(one).getByRole('button', { name: 'More for pasted.png' }).click()
  await one.getByRole('menuitem', { name: 'Rename' }).click()
  await one.getByRole('dialog').getByLabel('Name').fill('valve.png')
  await one.keyboard.press('Enter')
  await files(other).getByText('valve.png').waitFor()
  await files(one).getByRole('button', { name: 'More for valve.png' }).click()
  await one.getByRole('menuitem', { name: 'Delete' }).click()
  await one.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await files(other).getByText('valve.png').waitFor({ state: 'detached' })
})

browserTest('what cannot be attached is said in plain words, and nothing else is lost by it', async () => {
  const ticket = await dana.newTicket(site.id, { title: 'Noise' })
  const page = await world.signIn(dana, { path: `/ticket/${ticket.number}` })
  const file = (name: string, buffer: Buffer) => ({ name, mimeType: '', buffer })
  await page
    .getByLabel('Files', { exact: true })
    .last()
    .setInputFiles([
      file('empty.txt', Buffer.alloc(0)),
      file('film.bin', Buffer.alloc(26 * 1024 * 1024)),
      file('lie.png', Buffer.from('this is no picture')),
      file('good.txt', Buffer.from('fine')),
    ])
  const row = (name: string) => files(page).getByRole('alert').filter({ hasText: name })
  await row('empty.txt').getByText('The file is empty.').waitFor()
  await row('film.bin').getByText('The file is too large: 26.0 MB, and at most 25 MB can be attached.').waitFor()
  await row('lie.png').getByText('The name promises another kind of file').waitFor()
  await files(page).getByRole('button', { name: 'Download good.txt' }).waitFor()
  await row('lie.png').getByRole('button', { name: 'Dismiss' }).click()
  await row('lie.png').waitFor({ state: 'detached' })
  expect((await ticketOf(ticket.id)).counts.attachments).toBe(1)
})

browserTest(
  'a file that cannot be sent now is held, and goes when the connection is back',
  async () => {
    await using proxy = await CuttableProxy.start(world.server.http)
    const ticket = await dana.newTicket(site.id, { title: 'No network' })
    const page = await world.signIn(dana, { path: `/ticket/${ticket.number}`, origin: proxy.origin })
    await files(page).getByText('None yet').waitFor()
    await goOffline(page, proxy)
    await truth(page, /Offline/)
    await hand(page, 'drop', 'later.png', png(10))
    await files(page).getByText('Not sent').waitFor()
    await files(page).getByRole('button', { name: 'Try again' }).waitFor()
    await goOnline(page, proxy)
    await files(page).getByRole('button', { name: 'Open later.png' }).waitFor()
    expect((await ticketOf(ticket.id)).counts.attachments).toBe(1)
  },
  60_000,
)

browserTest('time that overlaps is refused beside the form with what was typed, and can be mended', async () => {
  const [first, second] = [await dana.newTicket(site.id), await dana.newTicket(site.id, { title: 'Meter' })]
  const at = (hour: string): string => `2026-01-05T${hour}:00-05:00`
  await dana.post(`/tickets/${first.id}/time-entries`, { startedAt: at('10:00'), endedAt: at('11:00') })
  const page = await world.signIn(dana, { path: `/ticket/${second.number}` })
  await time(page).getByRole('button', { name: 'Enter time' }).click()
  await time(page).getByLabel(/^From/).fill('2026-01-05T10:30')
  await time(page).getByLabel(/^To/).fill('2026-01-05T11:30')
  await time(page).getByLabel('Note').fill('Read the meter')
  await time(page).getByRole('button', { name: 'Save time' }).click()
  const refusal = time(page).getByRole('alert')
  await refusal.getByText(/overlaps another entry of the same person: .*10:00–11:00/).waitFor()
  expect(await time(page).getByLabel('Note').inputValue()).toBe('Read the meter')
  expect((await ticketOf(second.id)).counts.timeEntries).toBe(0)
  await time(page).getByLabel(/^From/).fill('2026-01-05T11:00')
  await time(page).getByRole('button', { name: 'Save again' }).click()
  await time(page)
    .getByText(/11:00–11:30/)
    .waitFor()
  await refusal.waitFor({ state: 'detached' })
  await expect.poll(async () => (await ticketOf(second.id)).counts.timeEntries).toBe(1)
})

browserTest('somebody deletes the time that one is editing: what is typed stays, and can be entered anew', async () => {
  const ticket = await dana.newTicket(site.id, { title: 'Fuse blown' })
  const span = { startedAt: '2026-01-07T10:00:00-05:00', endedAt: '2026-01-07T11:00:00-05:00' }
  const { body: entry } = await dana.post<{ id: string }>(`/tickets/${ticket.id}/time-entries`, span)
  const page = await world.signIn(dana, { path: `/ticket/${ticket.number}` })
  await time(page)
    .getByRole('button', { name: /^More for the time of/ })
    .click()
  await page.getByRole('menuitem', { name: 'Edit' }).click()
  await time(page).getByLabel('Note').fill('Two fuses')
  await luis.call('DELETE', `/tickets/${ticket.id}/time-entries/${entry.id}`)
  await time(page).getByText('Somebody deleted this entry meanwhile').waitFor()
  expect(await time(page).getByLabel('Note').inputValue()).toBe('Two fuses')
  await time(page).getByRole('button', { name: 'Save time' }).click()
  await time(page).getByText('Two fuses').waitFor()
  await expect.poll(async () => (await ticketOf(ticket.id)).counts.timeEntries).toBe(1)
})

browserTest('parts and shipments of a ticket go their ways, seen by others', async () => {
  const ticket = await dana.newTicket(site.id, { title: 'Pump broken' })
  await dana.post('/inventory', { name: 'Circulation pump', quantity: 2 })
  const path = `/ticket/${ticket.number}`
  const [one, other] = await Promise.all([world.signIn(dana, { path }), world.signIn(luis, { path })])
  const parts = (page: Page) => page.getByRole('region', { name: 'Parts' })
  await parts(one).getByRole('button', { name: 'Ask' }).click()
  await one.getByLabel('Part', { exact: true }).fill('Circulation pump')
  await one.getByRole('button', { name: 'Ask for it' }).click()
  await parts(other).getByText('1 × Circulation pump').waitFor()
  await parts(other).getByRole('button', { name: 'Use…' }).click()
  await other.getByRole('option', { name: /Circulation pump/ }).click()
  await parts(one).getByText(/^Used/).waitFor()

  const shipments = (page: Page) => page.getByRole('region', { name: 'Shipments' })
  await shipments(one).getByRole('button', { name: 'Shipment', exact: true }).click()
  await one.getByLabel('What it is').fill('Spare pump')
  await one.getByRole('button', { name: 'Create shipment' }).click()
  await shipments(other).getByText('Spare pump').waitFor()
  await shipments(other).getByRole('button', { name: 'Request' }).click()
  await shipments(one).getByText('Requested').waitFor()
})
