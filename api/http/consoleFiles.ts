import fastifyStatic from '@fastify/static'
import { type FastifyInstance } from 'fastify'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { Refused } from '../contract/errors.ts'

const notBuilt = `<!doctype html><meta charset="utf-8"><title>Signalbox</title>
<p>The server runs, but its console has not been built: <code>npm run build</code>.</p>`

/** The built console. Its views are addresses of one page, so every path that is no file gives that page. */
export function consoleFiles(consoleDir: string) {
  return async (app: FastifyInstance): Promise<void> => {
    if (!existsSync(path.join(consoleDir, 'index.html'))) {
      app.get('/', { schema: { hide: true } }, async (_request, reply) =>
        reply.type('text/html; charset=utf-8').send(notBuilt),
      )
      return
    }
    await app.register(fastifyStatic, {
      root: consoleDir,
      wildcard: false,
      // Names hold a hash of what is in them; the page itself must always be asked for again.
      setHeaders: (reply, file) => {
        const isHashed = file.includes(`${path.sep}assets${path.sep}`)
        reply.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache')
      },
    })
    app.get('/*', { schema: { hide: true } }, async (request, reply) => {
      if (request.url.startsWith('/api/') || path.extname(request.url.split('?')[0] ?? '') !== '') {
        throw new Refused('not_found', 'There is nothing here.')
      }
      return reply.sendFile('index.html')
    })
  }
}
