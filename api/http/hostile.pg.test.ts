import { connect } from 'node:net'
import { beforeAll, expect, test } from 'vitest'
import { type ApiClient } from '../testing/ApiClient.ts'
import { withServer } from '../testing/withServer.ts'

/** What strangers send, each with the answer it must get. Those of MQTT are in broker/ and broker/sandbox/. */
const own = withServer()

let tim: ApiClient
let ticketId: string
let siteId: string

beforeAll(async () => {
  tim = await own.server.admin.newUser('technician', 'Tim')
  siteId = (await own.server.admin.newSite()).id
  ticketId = (await own.server.admin.newTicket(siteId)).id
})

const nobody = '019a0000-0000-7000-8000-000000000001'
const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`

interface Hostile {
  what: string
  method?: string
  path: string
  body?: unknown
  /** Sent as it is. */
  raw?: string
  headers?: Record<string, string>
  status: number
}

const hostile: Hostile[] = [
  // Ids and paths.
  { what: 'no id', path: '/tickets/not-an-id', status: 404 },
  { what: 'an id that is none', path: `/tickets/${nobody}`, status: 404 },
  { what: 'SQL for an id', path: `/tickets/${encodeURIComponent(`' or 1=1 --`)}`, status: 404 },
  { what: 'a path that climbs', path: '/attachments/..%2f..%2f..%2fetc%2fpasswd/content', status: 404 },
  { what: 'a path that climbs, not encoded', path: '/attachments/../../../api/etc/passwd', status: 404 },
  { what: 'NUL in a path', path: '/tickets/%00', status: 400 },
  { what: 'half a percent sign', path: '/tickets/%E0%A4%A', status: 400 },
  { what: 'a prototype for an id', path: '/tickets/__proto__', status: 404 },
  { what: 'a collection that is a property', path: '/constructor', status: 404 },
  { what: 'a very long path', method: 'DELETE', path: `/tickets/${'a'.repeat(8_000)}`, status: 400 },
  // Lists.
  { what: 'an unknown filter', path: '/tickets?password=x', status: 400 },
  { what: 'a filter that is a property', path: '/tickets?__proto__=x', status: 400 },
  { what: 'another one', path: '/tickets?constructor=x', status: 400 },
  { what: 'SQL in a sort', path: '/tickets?sort=createdAt;drop table users', status: 400 },
  { what: 'a sort that is a property', path: '/tickets?sort=__proto__', status: 400 },
  { what: 'a column that is not in the list', path: '/users?sort=passwordHash', status: 400 },
  { what: 'a limit of 0', path: '/tickets?limit=0', status: 400 },
  { what: 'a limit of a million', path: '/tickets?limit=1000000', status: 400 },
  { what: 'a negative limit', path: '/tickets?limit=-1', status: 400 },
  { what: 'a limit in another notation', path: '/tickets?limit=1e9', status: 400 },
  { what: 'no cursor', path: '/tickets?cursor=AAAA', status: 400 },
  { what: 'a cursor with SQL', path: `/tickets?cursor=${btoa(`["-createdAt","' or 1=1","${nobody}"]`)}`, status: 400 },
  { what: 'a cursor with a deep array', path: `/tickets?cursor=${btoa('['.repeat(500))}`, status: 400 },
  { what: 'SQL in a search', path: `/tickets?q=${encodeURIComponent(`'); drop table tickets; --`)}`, status: 200 },
  { what: 'operators of a search', path: `/tickets?q=${encodeURIComponent('a:* & !b | (c <-> d)')}`, status: 200 },
  { what: 'a search too long', path: `/tickets?q=${'a'.repeat(201)}`, status: 400 },
  { what: 'NUL in a search', path: '/tickets?q=%00', status: 400 },
  { what: 'a filter of 1,000 values', path: `/tickets?status=${'new,'.repeat(1_000)}new`, status: 200 },
  { what: 'a number that is too large', path: '/tickets?number=99999999999999', status: 400 },
  { what: 'an enum in other case', path: '/tickets?status=NEW', status: 400 },
  // Sync and history.
  { what: 'a since above the head', path: '/sync?since=999999999999', status: 400 },
  { what: 'a negative since', path: '/sync?since=-1', status: 400 },
  { what: 'a since that is none', path: '/sync?since=1;select', status: 400 },
  { what: 'a parameter that is none', path: '/sync?all=true', status: 400 },
  { what: 'the history of no ticket', path: `/changes?ticketId=${nobody}`, status: 404 },
  { what: 'a history from nowhere', path: '/changes?from=yesterday', status: 400 },
  // Bodies.
  { what: 'no JSON', method: 'POST', path: '/sites', raw: '{"name":', status: 400 },
  { what: 'an array', method: 'POST', path: '/sites', body: [], status: 400 },
  { what: 'a text', method: 'POST', path: '/sites', body: 'site', status: 400 },
  { what: 'null', method: 'POST', path: '/sites', raw: 'null', status: 400 },
  { what: 'nothing', method: 'POST', path: '/sites', raw: '', status: 400 },
  { what: 'a deep array', method: 'POST', path: '/sites', raw: deep, status: 400 },
  { what: 'a deep field', method: 'POST', path: '/sites', raw: `{"name":${deep}}`, status: 400 },
  {
    what: 'a prototype',
    method: 'POST',
    path: '/sites',
    raw: '{"__proto__":{"isAdmin":true},"name":"x"}',
    status: 400,
  },
  { what: 'a constructor', method: 'POST', path: '/sites', raw: '{"constructor":{"prototype":{"x":1}}}', status: 400 },
  { what: 'a body of 2 MiB', method: 'POST', path: '/sites', body: { name: 'x'.repeat(2 ** 21) }, status: 413 },
  { what: 'a name of a million', method: 'POST', path: '/sites', body: { name: 'x'.repeat(1_000_000) }, status: 400 },
  { what: 'NUL in a text', method: 'POST', path: '/sites', body: { name: 'a\0b', address: 'x' }, status: 400 },
  { what: 'half a surrogate', method: 'POST', path: '/sites', raw: '{"name":"\\ud800","address":"x"}', status: 400 },
  {
    what: 'XML',
    method: 'POST',
    path: '/sites',
    raw: '<a/>',
    headers: { 'content-type': 'application/xml' },
    status: 415,
  },
  {
    what: 'a form',
    method: 'POST',
    path: '/sites',
    raw: 'name=x',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    status: 415,
  },
  {
    what: 'JSON that calls itself text, as a page of another site could send it',
    method: 'POST',
    path: '/sites',
    raw: '{"name":"x","address":"x"}',
    headers: { 'content-type': 'text/plain' },
    status: 415,
  },
  { what: 'a number for a text', method: 'POST', path: '/sites', body: { name: 1, address: 'x' }, status: 400 },
  { what: 'an object for a text', method: 'POST', path: '/sites', body: { name: { $gt: '' } }, status: 400 },
  {
    what: 'a place off the earth',
    method: 'POST',
    path: '/sites',
    body: { name: 'x', latitude: 91, longitude: 0 },
    status: 400,
  },
  {
    what: 'a time zone that is a path',
    method: 'POST',
    path: '/sites',
    body: { name: 'x', address: 'x', timeZone: '../etc' },
    status: 400,
  },
  // Mass assignment.
  {
    what: 'an id of a site',
    method: 'POST',
    path: '/sites',
    body: { name: 'x', address: 'x', version: 99 },
    status: 400,
  },
  { what: 'a version', method: 'PATCH', path: '/tickets/TICKET', body: { version: 99 }, status: 400 },
  { what: 'a status', method: 'PATCH', path: '/tickets/TICKET', body: { status: 'closed' }, status: 400 },
  { what: 'assignees', method: 'PATCH', path: '/tickets/TICKET', body: { assigneeIds: [] }, status: 400 },
  { what: 'a number', method: 'PATCH', path: '/tickets/TICKET', body: { number: 1 }, status: 400 },
  {
    what: 'a creation time',
    method: 'PATCH',
    path: '/tickets/TICKET',
    body: { createdAt: '2020-01-01T00:00:00Z' },
    status: 400,
  },
  { what: 'a snake_case column', method: 'PATCH', path: '/tickets/TICKET', body: { site_id: nobody }, status: 400 },
  { what: 'a change that is empty', method: 'PATCH', path: '/tickets/TICKET', body: {}, status: 400 },
  { what: 'a password hash', method: 'PATCH', path: '/users/ADMIN', body: { passwordHash: 'x' }, status: 400 },
  {
    what: 'an e-mail address by the way',
    method: 'PATCH',
    path: '/users/ADMIN',
    body: { email: 'x@y.z' },
    status: 400,
  },
  { what: 'a role that is none', method: 'PATCH', path: '/users/ADMIN', body: { role: 'owner' }, status: 400 },
  {
    what: 'an owner of a token',
    method: 'POST',
    path: '/tokens',
    body: { name: 'x', scopes: ['read'], owner: { id: nobody, name: 'x' } },
    status: 400,
  },
  {
    what: 'a scope that is none',
    method: 'POST',
    path: '/tokens',
    body: { name: 'x', scopes: ['admin'] },
    status: 400,
  },
  {
    what: 'a comment of somebody else',
    method: 'POST',
    path: '/tickets/TICKET/comments',
    body: { body: 'x', authorId: nobody },
    status: 400,
  },
  // Commands.
  {
    what: 'a site that is none',
    method: 'POST',
    path: '/tickets',
    body: { title: 'x', siteId: nobody, type: 'x', priority: 'P1' },
    status: 400,
  },
  {
    what: 'a time before the year 1',
    method: 'PATCH',
    path: '/tickets/TICKET',
    body: { scheduledFor: '0000-01-01T00:00:00Z' },
    status: 400,
  },
  { what: 'a history from the year 200000', path: '/changes?from=%2B200000-01-01T00:00:00Z', status: 400 },
  { what: 'an audit from the year 200000', path: '/audit?from=%2B200000-01-01T00:00:00Z', status: 400 },
  {
    what: 'a token until the year 0',
    method: 'POST',
    path: '/tokens',
    body: { name: 'x', scopes: ['read'], expiresAt: '0000-01-01T00:00:00Z' },
    status: 400,
  },
  { what: 'a command that is none', method: 'POST', path: '/tickets/TICKET/explode', body: {}, status: 404 },
  { what: 'a command that is a property', method: 'POST', path: '/tickets/TICKET/constructor', body: {}, status: 404 },
  {
    what: 'an assignee that is none',
    method: 'POST',
    path: '/tickets/TICKET/assign',
    body: { technicianId: nobody },
    status: 400,
  },
  {
    what: 'more than a command takes',
    method: 'POST',
    path: '/tickets/TICKET/open',
    body: { force: true },
    status: 400,
  },
  // Methods and headers.
  { what: 'a method that is none here', method: 'PUT', path: '/tickets/TICKET', body: {}, status: 404 },
  {
    what: 'a method that overrides',
    method: 'POST',
    path: '/tickets/TICKET',
    body: {},
    headers: { 'x-http-method-override': 'DELETE' },
    status: 404,
  },
  {
    what: 'If-Match that is none',
    method: 'PATCH',
    path: '/tickets/TICKET',
    body: { title: 'x' },
    headers: { 'if-match': '"x"' },
    status: 400,
  },
  {
    what: 'a key of 201 characters',
    method: 'POST',
    path: '/tickets/TICKET/open',
    body: {},
    headers: { 'idempotency-key': 'k'.repeat(201) },
    status: 400,
  },
  {
    what: 'a key with blanks',
    method: 'POST',
    path: '/tickets/TICKET/open',
    body: {},
    headers: { 'idempotency-key': 'a b' },
    status: 400,
  },
  { what: 'an upload without multipart', method: 'POST', path: '/tickets/TICKET/attachments', body: {}, status: 415 },
  {
    what: 'multipart without a boundary',
    method: 'POST',
    path: '/tickets/TICKET/attachments',
    raw: 'x',
    headers: { 'content-type': 'multipart/form-data' },
    status: 400,
  },
  // Tokens.
  { what: 'no token', path: '/tickets', headers: { authorization: '' }, status: 401 },
  { what: 'another scheme', path: '/tickets', headers: { authorization: 'Basic YWRtaW46YWRtaW4=' }, status: 401 },
  {
    what: 'a JWT without an algorithm',
    path: '/tickets',
    headers: { authorization: `Bearer ${btoa('{"alg":"none"}')}.${btoa('{"sid":"x"}')}.` },
    status: 401,
  },
  { what: 'two tokens', path: '/tickets', headers: { authorization: 'Bearer a, Bearer b' }, status: 401 },
]

function fill(path: string): string {
  return path.replace('TICKET', ticketId).replace('ADMIN', own.server.admin.userId)
}

/** No stack, no SQL, no path of the server, no name of a library, whatever was sent. */
function expectNothingOfTheInside(text: string): void {
  expect(text).not.toMatch(/\bat .*\.ts:\d|node_modules|select .* from|syntax error|pg_|fastify|typebox|\/work\//i)
}

test.each(hostile)('$what: $status', async ({ method = 'GET', path, body, raw, headers, status }) => {
  const hasBody = body !== undefined || raw !== undefined
  const response = await fetch(`${own.server.http}/api/v1${fill(path)}`, {
    method,
    headers: {
      authorization: `Bearer ${own.server.admin.session.accessToken}`,
      ...(hasBody ? { 'content-type': 'application/json' } : {}),
      ...headers,
    },
    ...(hasBody ? { body: raw ?? JSON.stringify(body) } : {}),
  })
  const text = await response.text()
  expect([response.status, text.slice(0, 200)]).toEqual([status, expect.anything()])
  if (status < 400) return
  expectNothingOfTheInside(text)
  expect(JSON.parse(text)).toMatchObject({ error: { code: expect.any(String), message: expect.any(String) } })
})

test('the list is long enough, and none of it has brought the server to its knees or to an error of its own', async () => {
  expect(hostile.length).toBeGreaterThan(80)
  expect((await fetch(`${own.server.http}/health/ready`)).status).toBe(200)
  expect(own.server.errors()).not.toContain('a request failed')
})

test('what a technician may not see or do is refused alike for what is there and what is not', async () => {
  const ana = await own.server.admin.newUser('technician', 'Ana')
  const hidden = await own.server.admin.newTicket(siteId)
  await own.server.admin.command(hidden.id, 'assign', { technicianId: ana.technicianId })
  const comment = await own.server.admin.post(`/tickets/${hidden.id}/comments`, { body: 'hidden' })
  const commentId = String(comment.body['id'])
  const pairs: [string, string, string, object?][] = [
    ['GET', `/tickets/${hidden.id}`, `/tickets/${nobody}`],
    ['GET', `/tickets/${hidden.id}/comments`, `/tickets/${nobody}/comments`],
    ['GET', `/tickets/${hidden.id}/comments/${commentId}`, `/tickets/${hidden.id}/comments/${nobody}`],
    ['GET', `/tickets/${ticketId}/comments/${commentId}`, `/tickets/${ticketId}/comments/${nobody}`],
    ['GET', `/changes?ticketId=${hidden.id}`, `/changes?ticketId=${nobody}`],
    ['GET', `/technicians/${ana.technicianId}`, `/technicians/${nobody}`],
    ['GET', `/attachments/${hidden.id}/content`, `/attachments/${nobody}/content`],
    ['POST', `/tickets/${hidden.id}/claim`, `/tickets/${nobody}/claim`, {}],
    ['POST', `/tickets/${hidden.id}/comments`, `/tickets/${nobody}/comments`, { body: 'x' }],
    ['PATCH', `/tickets/${hidden.id}`, `/tickets/${nobody}`, { title: 'x' }],
    ['POST', `/tickets/${hidden.id}/assign`, `/tickets/${nobody}/assign`, { technicianId: tim.technicianId }],
    ['DELETE', `/tickets/${hidden.id}`, `/tickets/${nobody}`],
    ['POST', `/assignments/${hidden.id}/accept`, `/assignments/${nobody}/accept`, {}],
    ['POST', `/technicians/${ana.technicianId}/duty`, `/technicians/${nobody}/duty`, { duty: 'on_shift' }],
  ]
  for (const [method, there, notThere, body] of pairs) {
    const [a, b] = await Promise.all([tim.call(method, there, body), tim.call(method, notThere, body)])
    expect([there, a.status, a.body]).toEqual([there, b.status, b.body])
    expect(a.status).toBe(404)
  }
  for (const path of [
    `/tickets?id=${hidden.id}`,
    `/tickets?number=${hidden.number}`,
    `/tickets?assigneeIds=${ana.technicianId}`,
  ]) {
    expect([path, (await tim.get<{ items: unknown[] }>(path)).body.items]).toEqual([path, []])
  }
})

test('of others a technician knows the names: no filter, order or export says more', async () => {
  const { admin } = own.server
  const gone = await admin.newUser('dispatcher', 'Gone')
  await admin.patch(`/users/${gone.userId}`, { active: false })
  const names = async (query: string) =>
    (await tim.get<{ items: { name: string }[] }>(`/users?${query}&limit=200`)).body.items.map(({ name }) => name)
  for (const query of ['role=technician,dispatcher,admin', 'active=true,false'])
    expect([query, await names(query)]).toEqual([query, ['Tim']])
  for (const query of ['role=dispatcher', 'active=false']) {
    expect([query, await names(query)]).toEqual([query, []])
    expect((await tim.get<string>(`/exports/users.csv?${query}`)).body).not.toContain('Gone')
  }
  // By role only one's own place is known; a change of somebody's moves nobody.
  expect((await names('sort=role')).at(-1)).toBe('Tim')
  const before = await names('sort=-updatedAt')
  await admin.patch(`/users/${gone.userId}`, { active: true })
  expect(await names('sort=-updatedAt')).toEqual(before)
})

async function rawHttp(text: string): Promise<string> {
  const { hostname, port } = new URL(own.server.http)
  const socket = connect(Number(port), hostname)
  let answer = ''
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString('latin1')))
  socket.on('error', () => {})
  socket.write(text)
  await new Promise((resolve) => socket.once('close', resolve))
  return answer.split('\r\n')[0] ?? ''
}

test.each([
  ['no HTTP', 'hello\r\n\r\n', '400'],
  ['headers of 20 KiB', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(20_480)}\r\n\r\n`, '431'],
  [
    'two lengths',
    'POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}',
    '400',
  ],
  [
    'a length and chunks',
    'POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    '400',
  ],
  ['no host', 'GET /api/v1/tickets HTTP/1.1\r\n\r\n', '400'],
  ['a header with NUL', 'GET / HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n', '400'],
  [
    'an upgrade elsewhere',
    'GET /other HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    '404',
  ],
])('%s is answered and closed', async (_what, text, status) => {
  expect(await rawHttp(text)).toContain(status)
})

test('headers that are never finished are cut off', { timeout: 20_000 }, async () => {
  expect(await rawHttp('GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ')).toContain('408')
})

test('every answer has the headers that keep a page from being framed, sniffed, or made to run what is not ours', async () => {
  for (const path of ['/', '/api/v1/tickets', '/api/openapi.json', '/health/live', '/nothing.js']) {
    const { headers } = await fetch(`${own.server.http}${path}`)
    const policy = headers.get('content-security-policy') ?? ''
    expect([path, policy]).toEqual([path, expect.stringContaining(`default-src 'none'`)])
    expect(policy).toContain(`frame-ancestors 'none'`)
    expect(policy).not.toMatch(/unsafe-|\*|https?:/)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('x-powered-by')).toBeNull()
    expect(headers.get('access-control-allow-origin')).toBeNull()
  }
})

test('another site’s page gets no permission to ask', async () => {
  const { status, headers } = await fetch(`${own.server.http}/api/v1/tickets`, {
    method: 'OPTIONS',
    headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
  })
  expect(status).toBe(404)
  expect(headers.get('access-control-allow-origin')).toBeNull()
})

test('every answer has a schema', async () => {
  type Answers = Record<string, { content?: Record<string, { schema?: object }> }>
  const openapi = (await (await fetch(`${own.server.http}/api/openapi.json`)).json()) as {
    paths: Record<string, Record<string, { responses: Answers }>>
  }
  const bare = Object.entries(openapi.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, { responses }]) => {
        const good = Object.entries(responses).filter(([status]) => status !== '503')
        return !good.every(
          ([status, { content = {} }]) =>
            ['204', '302'].includes(status) || Object.values(content).some(({ schema }) => schema),
        )
      })
      .map(([method]) => `${method} ${path}`),
  )
  expect(bare).toEqual([])
})

test('every input has one schema that takes no unknown field', async () => {
  interface Schema {
    additionalProperties?: unknown
    anyOf?: Schema[]
  }
  const isClosed = ({ additionalProperties, anyOf }: Schema): boolean =>
    additionalProperties === false || (anyOf !== undefined && anyOf.every(isClosed))
  const openapi = (await (await fetch(`${own.server.http}/api/openapi.json`)).json()) as {
    paths: Record<string, Record<string, { requestBody?: { content?: Record<string, { schema?: Schema }> } }>>
  }
  const open: string[] = []
  let bodies = 0
  for (const [path, methods] of Object.entries(openapi.paths)) {
    for (const [method, { requestBody }] of Object.entries(methods)) {
      for (const { schema } of Object.values(requestBody?.content ?? {})) {
        bodies++
        if (!schema || !isClosed(schema)) open.push(`${method} ${path}`)
      }
    }
  }
  expect(open).toEqual([])
  expect(bodies).toBeGreaterThan(60)
})
