import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { request, type IncomingMessage } from 'node:http'
import path from 'node:path'
import { expect, test } from 'vitest'
import { type ApiClient } from '../testing/ApiClient.ts'
import { stopwatch } from '../testing/stopwatch.ts'
import { withServer } from '../testing/withServer.ts'

/** What takes long to send is not sent to the end to somebody who may not have it any more. */
const own = withServer()

/** More than what the system's buffers of both sides hold between them. */
const fileBytes = 12 * 1024 * 1024
const tickets = 350
const patient = { timeout: 30_000 }
const description = 'x'.repeat(20_000)

interface Held {
  readonly text: () => string
  /** Broken off: true; read to its end: false. */
  readonly wasCut: Promise<boolean>
  readonly readOn: () => void
}

/** A reader who takes the first piece of an answer, and the rest when told to. */
async function hold(client: ApiClient, address: string): Promise<Held> {
  const sent = request(`${client.http}/api/v1${address}`, {
    headers: { authorization: `Bearer ${client.session.accessToken}` },
    agent: false,
  })
  sent.end()
  sent.on('error', () => {})
  const [answer] = (await once(sent, 'response')) as [IncomingMessage]
  expect(answer.statusCode).toBe(200)
  const pieces: Buffer[] = []
  answer.on('error', () => {})
  const wasCut = new Promise<boolean>((resolve) => answer.once('close', () => resolve(!answer.complete)))
  answer.on('data', (piece: Buffer) => void pieces.push(piece))
  await once(answer, 'data')
  answer.pause()
  return { text: () => Buffer.concat(pieces).toString('latin1'), wasCut, readOn: () => void answer.resume() }
}

/** A file on its way up that is not there yet. */
function upload(client: ApiClient, ticketId: string): { ended: Promise<unknown> } {
  const sent = request(`${client.http}/api/v1/tickets/${ticketId}/attachments`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${client.session.accessToken}`,
      'content-type': 'multipart/form-data; boundary=b',
    },
    agent: false,
  })
  sent.write('--b\r\ncontent-disposition: form-data; name="file"; filename="a.txt"\r\n\r\nthe first half ')
  return { ended: Promise.race([once(sent, 'error'), once(sent, 'response').then(() => 'answered')]) }
}

async function fill(admin: ApiClient): Promise<{ ticketId: string; file: string }> {
  const { id: siteId } = await admin.newSite()
  const made = []
  for (let at = 0; at < tickets; at += 50) {
    made.push(...(await Promise.all(Array.from({ length: 50 }, () => admin.newTicket(siteId, { description })))))
  }
  const ticketId = made[0]?.id ?? ''
  const form = new FormData()
  form.set('file', new Blob([Buffer.alloc(fileBytes, 'abcdefgh')]), 'long.bin')
  const answer = await fetch(`${admin.http}/api/v1/tickets/${ticketId}/attachments`, {
    method: 'POST',
    headers: { authorization: `Bearer ${admin.session.accessToken}` },
    body: form,
  })
  return { ticketId, file: ((await answer.json()) as { url: string }).url.replace('/api/v1', '') }
}

/** Each takes away what Dana may, in another way. */
const endings: Record<string, (dana: ApiClient, admin: ApiClient) => Promise<unknown>> = {
  'is deactivated': (dana, admin) => admin.patch(`/users/${dana.userId}`, { active: false }),
  'is demoted': (dana, admin) => admin.patch(`/users/${dana.userId}`, { role: 'technician' }),
  'signs out': (dana) => dana.call('DELETE', '/session'),
}

test(
  'an answer under way, and an upload, is broken off within 5 s when its user is deactivated, demoted or signs out',
  { timeout: 90_000 },
  async () => {
    const { admin, dataDir } = own.server
    const arriving = () => readdirSync(path.join(dataDir, 'attachments', 'arriving'))
    const { ticketId, file } = await fill(admin)
    const paths = ['/sync', '/exports/tickets.csv', file]
    const healthy = await Promise.all(paths.map((each) => hold(admin, each)))
    const people = Object.entries(endings).map(async ([what, end]) => {
      const dana = await admin.newUser('dispatcher', 'Dana')
      const held = await Promise.all(paths.map((each) => hold(dana, each)))
      return { what, end: () => end(dana, admin), held, ended: upload(dana, ticketId).ended }
    })
    const all = await Promise.all(people)
    await expect.poll(() => arriving().length, patient).toBe(all.length)
    for (const { what, end, held, ended } of all) {
      await end()
      const took = stopwatch([own.server.pid, process.pid])
      expect(await ended, what).not.toBe('answered')
      expect(took(), what).toBeLessThan(5_000)
      // What the system had taken before is still there to be read; the rest never comes.
      for (const { readOn } of held) readOn()
      expect(await Promise.all(held.map(({ wasCut }) => wasCut)), what).toEqual([true, true, true])
      expect(held[0]?.text(), what).not.toContain('{"head":')
    }
    for (const { readOn } of healthy) readOn()
    expect(await Promise.all(healthy.map(({ wasCut }) => wasCut))).toEqual([false, false, false])
    expect(healthy[0]?.text()).toContain('{"head":')
    await expect.poll(arriving, patient).toEqual([])
    const { body } = await admin.get<{ items: { name: string }[] }>(`/tickets/${ticketId}/attachments`)
    expect(body.items.map(({ name }) => name)).toEqual(['long.bin'])
  },
)
