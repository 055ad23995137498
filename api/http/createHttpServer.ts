import compress from '@fastify/compress'
import helmet from '@fastify/helmet'
import swagger from '@fastify/swagger'
import { type TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import Fastify, {
  LogController,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify'
import { constants } from 'node:zlib'
import { Refused } from '../contract/errors.ts'
import { contractVersion } from '../contract/version.ts'
import { assignmentRoutes } from './assignmentRoutes.ts'
import { attachmentRoutes } from './attachmentRoutes.ts'
import { auditRoutes, noteRefusal } from './auditRoutes.ts'
import { commandRoutes } from './commandRoutes.ts'
import { consoleFiles } from './consoleFiles.ts'
import { exportRoutes } from './exportRoutes.ts'
import { healthRoutes } from './healthRoutes.ts'
import { historyRoutes } from './historyRoutes.ts'
import { type HttpContext } from './HttpContext.ts'
import { importRoutes } from './importRoutes.ts'
import { mailRoutes } from './mailRoutes.ts'
import { notificationRoutes } from './notificationRoutes.ts'
import { settingRoutes } from './settingRoutes.ts'
import { presenceRoutes } from './presenceRoutes.ts'
import { pushRoutes } from './pushRoutes.ts'
import { viewRoutes } from './viewRoutes.ts'
import { readRoutes } from './readRoutes.ts'
import { receiptRoutes } from './receiptRoutes.ts'
import { sessionRoutes } from './sessionRoutes.ts'
import { singleSignOnRoutes } from './singleSignOnRoutes.ts'
import { syncRoutes } from './syncRoutes.ts'
import { toRefusal } from './toErrorAnswer.ts'
import { tokenRoutes } from './tokenRoutes.ts'

export interface HttpServerOptions {
  context: HttpContext
  log: FastifyBaseLogger
  version: string
  tls: { cert: string; key: string } | undefined
  /** Proxies whose X-Forwarded-For is believed. */
  trustProxy: string[] | false
  /** Where the built console lies. */
  consoleDir: string
}

const mebibyte = 1024 * 1024

/** The API, health, and the console's files, on one port with MQTT over WebSocket. */
export async function createHttpServer(options: HttpServerOptions): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: options.log,
    // One line for each request says too little for its cost; what fails is logged by the error handler.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: mebibyte,
    // 25 MB from a phone at 1 Mbit/s take over 3 minutes.
    requestTimeout: 300_000,
    // Whoever is trusted may say for whom it asks; nobody else may.
    trustProxy: options.trustProxy,
    // Names must fit exactly and values are not bent into shape: what was sent is what is checked.
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false, useDefaults: false } },
    // Without the interval half-sent headers stay open for ever, whatever headersTimeout says.
    // Addresses that cannot be read never come to a route.
    frameworkErrors: (error, request, reply) => void answerError(error, request, reply),
    http: { headersTimeout: 10_000, connectionsCheckingInterval: 2_000 },
    ...(options.tls ? { https: { ...options.tls, headersTimeout: 10_000, connectionsCheckingInterval: 2_000 } } : {}),
  }).withTypeProvider<TypeBoxTypeProvider>()

  answerErrors(app, options.context)
  acceptJson(app)
  await secureHeaders(app)
  await app.register(compress, {
    global: true,
    threshold: 1024,
    encodings: ['gzip', 'deflate', 'br'],
    customTypes: /^(application\/(json|x-ndjson|javascript)|text\/|image\/svg)/,
    // Level 3: the working set of 5,000 tickets in 60 ms instead of 140, for 8 % more bytes.
    zlibOptions: { level: 3, flush: constants.Z_SYNC_FLUSH },
    // For who asks for nothing else; the default quality, 11, is meant for files that are compressed once.
    brotliOptions: {
      flush: constants.BROTLI_OPERATION_FLUSH,
      params: { [constants.BROTLI_PARAM_QUALITY]: 3 },
    },
  })
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Signalbox', version: options.version },
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } },
    },
  })

  app.decorateRequest('principal')
  await app.register(healthRoutes(options.context))
  await app.register(
    async (api) => {
      api.addHook('onSend', async (_request, reply) => {
        reply.header('signalbox-contract', contractVersion)
        reply.header('signalbox-version', options.version)
        if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store')
      })
      await api.register(sessionRoutes(options.context))
      await api.register(singleSignOnRoutes(options.context))
      await api.register(tokenRoutes(options.context))
      await api.register(commandRoutes(options.context))
      await api.register(assignmentRoutes(options.context))
      await api.register(attachmentRoutes(options.context))
      await api.register(readRoutes(options.context))
      await api.register(syncRoutes(options.context))
      await api.register(historyRoutes(options.context))
      await api.register(exportRoutes(options.context))
      await api.register(importRoutes(options.context))
      await api.register(auditRoutes(options.context))
      await api.register(notificationRoutes(options.context))
      await api.register(mailRoutes(options.context))
      await api.register(pushRoutes(options.context))
      await api.register(settingRoutes(options.context))
      await api.register(viewRoutes(options.context))
      await api.register(presenceRoutes(options.context))
      await api.register(receiptRoutes(options.context))
    },
    { prefix: '/api/v1' },
  )
  await app.register(consoleFiles(options.consoleDir))
  app.get('/api/openapi.json', { schema: { hide: true } }, async () => app.swagger())

  app.server.on('upgrade', (request, socket, head) => {
    if (request.url?.split('?')[0] !== '/mqtt') {
      socket.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\n\r\n')
      return
    }
    options.context.acceptWebSocket(request, socket, head, request.socket.remoteAddress ?? '')
  })
  await app.ready()
  return app
}

/** Every error becomes the contract's body. No answer holds a stack, SQL, or anything else of the inside. */
function answerErrors(app: FastifyInstance, context: HttpContext): void {
  app.setErrorHandler((error, request, reply) => {
    if (error instanceof Refused && error.code === 'forbidden') noteRefusal(context, request)
    return answerError(error, request, reply)
  })
  app.setNotFoundHandler((request, reply) =>
    answerError(new Refused('not_found', 'There is nothing here.'), request, reply),
  )
}

function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const refusal = toRefusal(error)
  if (!refusal || refusal.status >= 500) {
    request.log.error({ err: refusal?.cause ?? error, method: request.method, url: request.url }, 'a request failed')
  }
  const answer = refusal ?? new Refused('internal', 'Something went wrong here. It has been logged.')
  const { retryAfter } = answer.details
  if (typeof retryAfter === 'number') reply.header('retry-after', retryAfter)
  else if (answer.code === 'unavailable') reply.header('retry-after', 2)
  if (answer.status === 401) reply.header('www-authenticate', 'Bearer')
  return reply.code(answer.status).type('application/json; charset=utf-8').send(JSON.stringify(answer.toBody()))
}

/**
 * A command that takes nothing may be sent without a body, whatever its content type says. Text that PostgreSQL cannot hold
 * is refused here for all of them: NUL, and halves of surrogate pairs, which are no Unicode text (RFC 8259, section 8.2).
 */
function acceptJson(app: FastifyInstance): void {
  const parseJson = app.getDefaultJsonParser('error', 'error')
  app.removeContentTypeParser(['application/json', 'text/plain'])
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') return done(null, {})
    return void parseJson(request, String(body), (error, value: unknown) => {
      if (!error && !isStorable(value))
        done(new Refused('invalid_input', 'The text holds characters that cannot be stored.'))
      else done(error, value)
    })
  })
  app.addHook('onRequest', async (request) => {
    if (request.url.includes('%00'))
      throw new Refused('invalid_input', 'The address holds characters that cannot be stored.')
  })
}

function isStorable(value: unknown): boolean {
  if (typeof value === 'string') return !value.includes('\0') && value.isWellFormed()
  if (typeof value !== 'object' || value === null) return true
  return Object.entries(value).every(([name, each]) => isStorable(name) && isStorable(each))
}

async function secureHeaders(app: FastifyInstance): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: [`'none'`],
        scriptSrc: [`'self'`],
        styleSrc: [`'self'`],
        imgSrc: [`'self'`, 'data:', 'blob:'],
        fontSrc: [`'self'`],
        connectSrc: [`'self'`],
        workerSrc: [`'self'`],
        manifestSrc: [`'self'`],
        baseUri: [`'none'`],
        formAction: [`'self'`],
        frameAncestors: [`'none'`],
      },
    },
    crossOriginEmbedderPolicy: false,
    referrerPolicy: { policy: 'no-referrer' },
    // Only where we are the ones who end TLS; a browser ignores it on plain http anyway.
    strictTransportSecurity: { maxAge: 15_552_000, includeSubDomains: false },
  })
}
