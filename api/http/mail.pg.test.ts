import { beforeAll, expect, test } from 'vitest'
import { type MailState } from '../contract/mail.ts'
import { type UserWithEmail } from '../contract/user.ts'
import { ApiClient, expectStatus, testPassword } from '../testing/ApiClient.ts'
import { withServer } from '../testing/withServer.ts'

const own = withServer()
let admin: ApiClient
let mara: ApiClient
let dana: ApiClient
let tim: ApiClient

beforeAll(async () => {
  admin = own.server.admin
  mara = await admin.newUser('manager', 'Mara Klein')
  dana = await admin.newUser('dispatcher', 'Dana Kowalski')
  tim = await admin.newUser('technician', 'Tim Ruiz')
})

const what = '550 5.1.1 no such user'
async function refuseMailTo({ userId }: ApiClient): Promise<void> {
  await own.database.superuser(
    'update credentials set mail_problem = $2, mail_problem_at = now(), mail_stopped = true where user_id = $1',
    [userId, what],
  )
}
const stateOf = (who: ApiClient): Promise<MailState> => expectStatus(200, who.get<MailState>('/session/mail'))
const seenBy = (who: ApiClient, { userId }: ApiClient): Promise<UserWithEmail> =>
  expectStatus(200, who.get<UserWithEmail>(`/users/${userId}`))

test('mail that does not arrive is seen by its person and by managers, and by nobody else', async () => {
  await refuseMailTo(tim)
  expect(await stateOf(tim)).toMatchObject({ email: tim.session.user.email, problem: { what } })
  expect(await seenBy(mara, tim)).toMatchObject({ mailProblem: { what } })
  const { items } = await expectStatus(200, mara.get<{ items: UserWithEmail[] }>('/users?limit=200'))
  expect(items.filter(({ mailProblem }) => mailProblem).map(({ id }) => id)).toEqual([tim.userId])
  for (const who of [dana, tim]) expect(await seenBy(who, tim)).not.toHaveProperty('mailProblem')
  expect(await stateOf(dana)).toEqual({ email: dana.session.user.email })
})

test('trying again is one’s own or a manager’s to say', async () => {
  await refuseMailTo(tim)
  const retry = (who: ApiClient, whose: string) => who.post(`/users/${whose}/retry-mail`)
  expect((await retry(dana, tim.userId)).status).toBe(403)
  expect((await retry(mara, admin.userId)).status).toBe(403)
  expect((await retry(mara, 'nobody')).status).toBe(404)
  await expectStatus(204, retry(tim, tim.userId))
  expect(await stateOf(tim)).not.toHaveProperty('problem')
  await refuseMailTo(tim)
  await expectStatus(204, retry(mara, tim.userId))
  expect(await seenBy(mara, tim)).not.toHaveProperty('mailProblem')
})

test('a manager gives another address: it clears the problem, is signed in with, and is in the audit', async () => {
  await refuseMailTo(tim)
  const change = (who: ApiClient, whose: ApiClient, email: string) =>
    who.call('PUT', `/users/${whose.userId}/email`, { email })
  const email = `tim.${crypto.randomUUID()}@test.local`
  for (const who of [dana, tim]) expect((await change(who, tim, email)).status).toBe(403)
  expect((await change(mara, admin, email)).status).toBe(403)
  expect((await change(mara, tim, 'no address')).status).toBe(400)
  expect((await change(mara, tim, dana.session.user.email.toUpperCase())).status).toBe(409)
  expect(await stateOf(tim)).toMatchObject({ problem: { what } })

  await expectStatus(204, change(mara, tim, email))
  expect(await stateOf(tim)).toEqual({ email })
  await ApiClient.signIn(tim.http, { email, password: testPassword })
  const { items } = await expectStatus(
    200,
    admin.get<{ items: object[] }>(`/audit?action=email.changed&subjectId=${tim.userId}`),
  )
  expect(items).toMatchObject([
    { by: { name: 'Mara Klein' }, before: { email: tim.session.user.email }, after: { email } },
  ])
})

test('of those who are given one address at the same moment one has it, the others’ managers are told', async () => {
  const email = `both.${crypto.randomUUID()}@test.local`
  const user = { email: email.toUpperCase(), name: 'Ben', role: 'dispatcher', password: testPassword }
  const change = (who: ApiClient) => mara.call('PUT', `/users/${who.userId}/email`, { email })
  const answers = await Promise.all([change(tim), change(dana), mara.post('/users', user)])
  const refused = answers.filter(({ status }) => status === 409)
  expect(refused.map(({ body }) => body)).toEqual(
    [1, 2].map(() => ({ error: expect.objectContaining({ code: 'conflict', details: { fields: ['email'] } }) })),
  )
  await ApiClient.signIn(mara.http, { email, password: testPassword })
})
