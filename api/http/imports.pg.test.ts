import { readFile } from 'node:fs/promises'
import { beforeAll, expect, test } from 'vitest'
import { type ImportPreview, type ImportRun, maxImportBytes } from '../contract/imports.ts'
import { type Ticket } from '../contract/ticket.ts'
import { fixtureFile } from '../import/testing/fixture.ts'
import { type ApiClient } from '../testing/ApiClient.ts'
import { withServer } from '../testing/withServer.ts'

const running = withServer({ SIGNALBOX_MQTT_PORT: 'off' })
let mia: ApiClient
let dana: ApiClient
let fixture: Buffer

beforeAll(async () => {
  const { admin } = running.server
  mia = await admin.newUser('manager', 'Mia Novak')
  dana = await admin.newUser('dispatcher', 'Dana Kowalski')
  fixture = await readFile(fixtureFile)
})

async function send<T>(who: ApiClient, path: string, bytes: Uint8Array | string, field = 'file') {
  const form = new FormData()
  form.set(field, new Blob([typeof bytes === 'string' ? bytes : new Uint8Array(bytes)]), 'requests.csv')
  const headers = { authorization: `Bearer ${who.session.accessToken}` }
  const answer = await fetch(`${who.http}/api/v1${path}`, { method: 'POST', headers, body: form })
  return { status: answer.status, body: (await answer.json()) as T }
}

async function ended(who: ApiClient, id: string): Promise<ImportRun> {
  return expect
    .poll(async () => (await who.get<ImportRun>(`/imports/${id}`)).body, { timeout: 10_000, interval: 50 })
    .toSatisfy((run: ImportRun) => run.state !== 'running')
    .then(async () => (await who.get<ImportRun>(`/imports/${id}`)).body)
}

const count = async () => (await dana.get<{ items: Ticket[] }>('/tickets?source=nyc-311')).body.items.length

test('a preview says what would come and what would not, and brings nothing', async () => {
  const { status, body } = await send<ImportPreview>(mia, '/imports/preview?format=nyc-311', fixture)
  expect(status).toBe(200)
  expect(body).toMatchObject({ name: 'requests.csv', read: 20, known: 0, refused: 2 })
  expect(body.rows).toHaveLength(18)
  expect(body.rows[0]).toMatchObject({
    line: expect.any(Number),
    known: false,
    status: expect.stringMatching(/open|closed/),
  })
  expect(body.refusedRows).toEqual([
    { line: expect.any(Number), reason: expect.stringContaining('neither') },
    { line: expect.any(Number), reason: expect.stringContaining('neither') },
  ])
  expect(body.columns).toContainEqual({ name: 'unique_key', used: true })
  expect(body.columns.some((column) => !column.used)).toBe(true)
  expect(await count()).toBe(0)
})

test('an import answers at once and reports each row; run again it changes nothing', async () => {
  const first = await send<ImportRun>(mia, '/imports?format=nyc-311', fixture)
  expect(first).toMatchObject({ status: 202, body: { state: 'running', by: { name: 'Mia Novak' } } })
  const run = await ended(mia, first.body.id)
  expect(run).toMatchObject({
    state: 'done',
    progress: 1,
    summary: { read: 20, created: 18, refused: 2, sitesCreated: 16 },
  })
  expect(Object.groupBy(run.rows, (row) => row.outcome).created).toHaveLength(18)
  expect(run.rows.find((row) => row.outcome === 'refused')?.reason).toContain('neither')
  expect(await count()).toBe(18)

  const again = await send<ImportRun>(mia, '/imports?format=nyc-311', fixture)
  expect(await ended(mia, again.body.id)).toMatchObject({
    summary: { created: 0, updated: 0, unchanged: 18, refused: 2 },
  })
  expect((await send<ImportPreview>(mia, '/imports/preview?format=nyc-311', fixture)).body).toMatchObject({ known: 18 })
  expect((await mia.get<ImportRun>(`/imports/${again.body.id}?from=19`)).body.rows).toHaveLength(1)
})

test('the imports there were are listed, the latest first, without their rows', async () => {
  const { body } = await send<ImportRun>(mia, '/imports?format=nyc-311', fixture)
  const { rows: _rows, ...about } = await ended(mia, body.id)
  const { items } = (await mia.get<{ items: ImportRun[] }>('/imports')).body
  expect(items[0]).toEqual({ ...about, rows: [] })
})

test('only managers and admins import', async () => {
  for (const path of ['/imports/preview?format=nyc-311', '/imports?format=nyc-311']) {
    expect(await send(dana, path, fixture)).toMatchObject({ status: 403 })
  }
  expect(await dana.get('/imports')).toMatchObject({ status: 403 })
  expect(await dana.get('/imports/none')).toMatchObject({ status: 403 })
})

test('what is no such file is refused in plain words and leaves nothing behind', async () => {
  const preview = (bytes: Uint8Array | string, field?: string) =>
    send(mia, '/imports/preview?format=nyc-311', bytes, field)
  expect(await preview('a,b\n1,2\n')).toMatchObject({ status: 400, body: { error: { code: 'invalid_input' } } })
  expect(await preview('')).toMatchObject({ status: 400 })
  expect(await preview(fixture, 'other')).toMatchObject({ status: 400 })
  expect(await preview('x'.repeat(maxImportBytes + 1))).toMatchObject({ status: 413 })
  expect(await send(mia, '/imports/preview?format=xlsx', fixture)).toMatchObject({ status: 400 })
  expect(await mia.post('/imports?format=nyc-311', {})).toMatchObject({ status: 415 })
  expect(await mia.get('/imports/0198c000-0000-7000-8000-000000000000')).toMatchObject({ status: 404 })
})

test('a file that turns out to be something else fails with its reason', async () => {
  const { body } = await send<ImportRun>(mia, '/imports?format=nyc-311', 'a,b\n1,2\n')
  expect(await ended(mia, body.id)).toMatchObject({ state: 'failed', problem: expect.stringContaining('unique_key') })
})
