import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { json } from 'node:stream/consumers'
import pg from 'pg'
import { WebSocketServer } from 'ws'
import { answerOrders } from '../child/orders.ts'

/**
 * Broadcast and re-fetch, as many live dashboards are built: lists over HTTP straight from PostgreSQL, and a WebSocket that
 * tells everyone which list has changed. Written as one would who knows the trade: a pool, a keyed update, one statement
 * a request, an index for the order, no framework, no sign-in and no compression to pay for. With SHARED_QUERIES it also does
 * what few of them do: those who ask at the same time share one query and one JSON text.
 */
export type RefetchOrders = { listen: { input: undefined; output: number } }

const pool = new pg.Pool({ connectionString: process.env['DATABASE_URL'] ?? '', max: 10 })

const lists: Record<string, string> = {
  '/tickets': `select id, number, version, title, description, site_id as "siteId", type, priority, status, source,
      source_status as "sourceStatus", external_ref as "externalRef", assignee_ids as "assigneeIds",
      created_at as "createdAt", updated_at as "updatedAt"
    from tickets order by created_at desc`,
  '/sites': `select id, version, name, address, latitude, longitude, time_zone as "timeZone", created_at as "createdAt",
      updated_at as "updatedAt"
    from sites order by name`,
}

const isShared = process.env['SHARED_QUERIES'] === 'yes'
const running = new Map<string, Promise<Buffer>>()
const next = new Map<string, Promise<Buffer>>()

async function query(sql: string): Promise<Buffer> {
  const { rows } = await pool.query(sql)
  return Buffer.from(JSON.stringify(rows))
}

/** One query at a time for each list: who asks while one runs waits for the next one, together with all others who do. */
function sharedQuery(sql: string): Promise<Buffer> {
  const waiting = next.get(sql)
  if (waiting) return waiting
  const mine = Promise.allSettled([running.get(sql)]).then(() => {
    running.set(sql, mine)
    next.delete(sql)
    return query(sql)
  })
  next.set(sql, mine)
  return mine
}

async function list(sql: string, response: ServerResponse): Promise<void> {
  const body = await (isShared ? sharedQuery(sql) : query(sql))
  response.setHeader('content-type', 'application/json')
  response.end(body)
}

async function rename(id: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { title } = (await json(request)) as { title: string }
  const { rows } = await pool.query(
    'update tickets set title = $2, version = version + 1, updated_at = now() where id = $1 returning *',
    [id, title],
  )
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify(rows[0]))
  broadcast('tickets')
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = request.url ?? ''
  const sql = lists[url]
  const [, id] = /^\/tickets\/([\w-]+)$/.exec(url) ?? []
  if (request.method === 'GET' && sql !== undefined) return list(sql, response)
  if (request.method === 'PATCH' && id !== undefined) return rename(id, request, response)
  response.writeHead(404).end()
}

const server = createServer((request, response) => {
  answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)))
})
// As long as Signalbox's. With Node's 5 s a hold-up of the event loop by a hundred re-fetches ended connections whose next
// request was already in the socket, and the writer got ECONNRESET.
server.keepAliveTimeout = 72_000
const sockets = new WebSocketServer({ server, path: '/live' })

function broadcast(changed: string): void {
  const text = JSON.stringify({ changed })
  for (const socket of sockets.clients) if (socket.readyState === socket.OPEN) socket.send(text)
}

answerOrders<RefetchOrders>({
  listen: async () => {
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    return typeof address === 'object' && address ? address.port : 0
  },
})
