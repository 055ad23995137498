import { once } from 'node:events'
import { SMTPServer } from 'smtp-server'
import { v7 as newId } from 'uuid'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { MailAddresses } from '../auth/MailAddresses.ts'
import { testDatabase, type TestDatabase } from '../db/testing/testDatabase.ts'
import { createMailer, type Mailer } from './createMailer.ts'
import { mailUnseen } from './mailUnseen.ts'

const minute = 60_000
let clock = Date.now()
let database: TestDatabase
let sink: SMTPServer
let mailer: Mailer
let luis: string
const mails: string[] = []
/** What the sink answers to a recipient; 250 where it is undefined. */
let refusal: number | undefined

beforeAll(async () => {
  database = await testDatabase({ now: () => new Date(clock) })
  sink = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onRcptTo: (_address, _session, done) =>
      done(refusal === undefined ? undefined : Object.assign(new Error('no'), { responseCode: refusal })),
    onData: (stream, _session, done) => {
      let text = ''
      stream.on('data', (chunk) => (text += String(chunk)))
      stream.on('end', () => {
        mails.push(text)
        done()
      })
    },
  })
  const server = sink.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  mailer = createMailer(new URL(`smtp://127.0.0.1:${address.port}?from=dispatch@test.local`))
  luis = newId()
  await database.superuser(
    `insert into users (id, name, role, created_at, updated_at) values ($1, 'Luis Ortega', 'dispatcher', now(), now())`,
    [luis],
  )
  await database.superuser(
    `insert into credentials (user_id, email, password_hash) values ($1, 'luis@test.local', '')`,
    [luis],
  )
})
afterAll(async () => {
  mailer.close()
  await new Promise<void>((resolve) => sink.close(() => resolve()))
  await database[Symbol.asyncDispose]()
})
beforeEach(async () => {
  refusal = undefined
  mails.length = 0
  await database.superuser('delete from notifications')
  await database.superuser(
    `update credentials set email = 'luis@test.local', mail_problem = null, mail_problem_at = null, mail_stopped = false
     where user_id = $1`,
    [luis],
  )
})

const problemOfLuis = async (): Promise<string | undefined> => {
  const luisHere = { userId: luis, name: 'Luis Ortega', role: 'dispatcher', sessionId: newId() } as const
  return (await new MailAddresses(database.db).state(luisHere)).problem?.what
}

async function notify(channels: string[], readAt: string | null = null, userId = luis): Promise<string> {
  const id = newId()
  await database.superuser(
    `insert into notifications (id, user_id, kind, severity, priority, ticket_id, ticket_number, ticket_title,
       subject_type, subject_id, by_name, group_key, channels, created_at, read_at, revision)
     values ($1, $2, 'mention', 'info', 'P1', $1, 1042, 'No heat', 'ticket', $1, 'Dana', 'mention', $3, $4, $5, 1)`,
    [id, userId, channels, new Date(clock).toISOString(), readAt],
  )
  return id
}

const send = (): Promise<number> => mailUnseen({ db: database.db, mailer, address: 'https://dispatch.test' })

test('what presses and was not seen for two minutes is one mail, once', async () => {
  await notify(['centre', 'email'])
  await notify(['centre', 'email'])
  await notify(['centre', 'toast'])
  expect(await send()).toBe(0)
  clock += 3 * minute
  expect(await send()).toBe(1)
  expect(await send()).toBe(0)
  expect(mails).toHaveLength(1)
  expect(mails[0]).toMatch(/^To: luis@test.local/m)
  expect(mails[0]).toMatch(/^From: dispatch@test.local/m)
  expect(mails[0]).toMatch(/^Subject: \[P1\] Dana mentioned you on #1042: No heat and 1 more/m)
  expect(mails[0]).toContain('multipart/alternative')
})

test('what was read in time, or is of yesterday, is not mailed', async () => {
  await notify(['centre', 'email'], new Date(clock).toISOString())
  clock += 3 * minute
  expect(await send()).toBe(0)
  await notify(['centre', 'email'])
  clock += 25 * 60 * minute
  expect(await send()).toBe(0)
  expect(mails).toEqual([])
})

test('a passing refusal is tried again later with the same message id; a bounce is given up', async () => {
  await notify(['centre', 'email'])
  clock += 3 * minute
  refusal = 451
  expect(await send()).toBe(0)
  refusal = undefined
  expect(await send()).toBe(0)
  clock += 2 * minute
  expect(await send()).toBe(1)
  expect(mails[0]).toMatch(/^Message-ID: <[0-9a-f-]{36}@signalbox>/m)

  const id = await notify(['centre', 'email'])
  clock += 3 * minute
  refusal = 550
  expect(await send()).toBe(0)
  refusal = undefined
  clock += 60 * minute
  expect(await send()).toBe(0)
  const [row] = await database.superuser<{ email_problem: string }>(
    'select email_problem from notifications where id = $1',
    [id],
  )
  expect(row?.email_problem).toContain('550')
})

test('while the mail server is away one try is made and the round is over; nothing is given up before it is back', async () => {
  const [ann, gone] = [newId(), newId()]
  for (const id of [ann, gone]) {
    await database.superuser(
      `insert into users (id, name, role, created_at, updated_at) values ($1, 'Ann Lee', 'dispatcher', now(), now())`,
      [id],
    )
    await database.superuser(`insert into credentials (user_id, email, password_hash) values ($1, $2, '')`, [
      id,
      `${id}@test.local`,
    ])
  }
  await database.superuser('update users set active = false where id = $1', [gone])
  await notify(['centre', 'email'], null, gone)
  await notify(['centre', 'email'], null, ann)
  await notify(['centre', 'email'])
  clock += 3 * minute
  const closed = createMailer(new URL('smtp://127.0.0.1:1'))
  const sendNowhere = (): Promise<number> => mailUnseen({ db: database.db, mailer: closed, address: 'x' })
  const tries = async (): Promise<number[]> => {
    const rows = await database.superuser<{ email_tries: number }>('select email_tries from notifications')
    return rows.map(({ email_tries }) => email_tries).toSorted((a, b) => a - b)
  }
  expect(await sendNowhere()).toBe(0)
  expect(await tries(), 'of three people').toEqual([0, 0, 1])
  for (let hours = 0; hours < 8; hours++) {
    await sendNowhere()
    await sendNowhere()
    clock += 60 * minute + 1_000
  }
  closed.close()
  expect(await tries()).toEqual([0, 8, 8])
  expect(await send()).toBe(2)
  expect(mails).toHaveLength(2)
})

test('an address that is refused for good gets no more mail until it is another or somebody says to try again', async () => {
  const addresses = new MailAddresses(database.db)
  const manager = { userId: newId(), name: 'Mara', role: 'manager' } as const
  expect(await problemOfLuis()).toBeUndefined()
  await notify(['centre', 'email'])
  clock += 3 * minute
  refusal = 550
  expect(await send()).toBe(0)
  expect(await problemOfLuis()).toContain('550')
  refusal = undefined
  await notify(['centre', 'email'])
  clock += 3 * minute
  expect(await send()).toBe(0)

  await addresses.retry({ userId: luis, name: 'Luis Ortega', role: 'dispatcher' }, luis)
  expect(await problemOfLuis()).toBeUndefined()
  expect(await send()).toBe(1)
  expect(mails[0]).toMatch(/^Subject: .* and 1 more/m)

  await notify(['centre', 'email'])
  clock += 3 * minute
  refusal = 550
  expect(await send()).toBe(0)
  refusal = undefined
  await addresses.change(manager, luis, 'luis.ortega@test.local')
  expect(await problemOfLuis()).toBeUndefined()
  expect(await send()).toBe(1)
  expect(mails[1]).toMatch(/^To: luis.ortega@test.local/m)
})

test('what was given up for another reason is said too, and stops nothing; the next mail that arrives ends it', async () => {
  await notify(['centre', 'email'])
  clock += 3 * minute
  refusal = 451
  for (const wait of [0, 1, 5, 15, 60]) {
    clock += wait * minute + 1000
    expect(await send()).toBe(0)
  }
  expect(await problemOfLuis()).toContain('451')
  refusal = undefined
  clock += 61 * minute
  expect(await send()).toBe(0)
  await notify(['centre', 'email'])
  clock += 3 * minute
  expect(await send()).toBe(1)
  expect(await problemOfLuis()).toBeUndefined()
})
