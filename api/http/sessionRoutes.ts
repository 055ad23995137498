import { type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type FastifyRequest } from 'fastify'
import { Type as T } from 'typebox'
import {
  ChangePassword,
  ConfirmCode,
  ConfirmPassword,
  RecoveryCodes,
  RefreshSession,
  ResetSignIn,
  SecondFactor,
  SecondFactorOffer,
  Session,
  SessionInfo,
  SignIn,
} from '../contract/session.ts'
import { personOf, principalOf, requireSession } from './authenticate.ts'
import { type Caller, type HttpContext } from './HttpContext.ts'

const nothing = { 204: T.Null() }
const security = [{ bearer: [] }]
const config = { personOnly: true }

export function callerOf(request: FastifyRequest): Caller {
  return { address: request.ip, agent: request.headers['user-agent'] }
}

/** Signing in and out, one's sessions, one's password and second factor. */
export function sessionRoutes(context: HttpContext): FastifyPluginAsyncTypebox {
  const { sessions } = context
  return async (app) => {
    app.post('/session', { schema: { body: SignIn, response: { 200: Session } } }, (request) =>
      sessions.signIn(request.body, callerOf(request)),
    )
    app.post('/session/refresh', { schema: { body: RefreshSession, response: { 200: Session } } }, (request) =>
      sessions.refresh(request.body.refreshToken, callerOf(request)),
    )
    await app.register(ownSessionRoutes(context))
    await app.register(secondFactorRoutes(context))
  }
}

function ownSessionRoutes(context: HttpContext): FastifyPluginAsyncTypebox {
  const { account } = context
  return async (app) => {
    requireSession(app, context)
    app.delete('/session', { config, schema: { response: nothing, security } }, async (request, reply) => {
      const person = personOf(request)
      await account.endSession(person, person.sessionId)
      return reply.code(204).send(null)
    })
    const list = T.Object({ items: T.Array(SessionInfo) })
    app.get('/sessions', { config, schema: { response: { 200: list }, security } }, (request) =>
      account.listSessions(personOf(request)).then((items) => ({ items })),
    )
    app.delete('/sessions', { config, schema: { response: nothing, security } }, async (request, reply) => {
      await account.endOtherSessions(personOf(request))
      return reply.code(204).send(null)
    })
    app.delete(
      '/sessions/:id',
      { config, schema: { params: T.Object({ id: T.String() }), response: nothing, security } },
      async (request, reply) => {
        await account.endSession(personOf(request), request.params.id)
        return reply.code(204).send(null)
      },
    )
    app.post(
      '/session/password',
      { config, schema: { body: ChangePassword, response: nothing, security } },
      async (request, reply) => {
        await account.changePassword(personOf(request), request.body)
        return reply.code(204).send(null)
      },
    )
    app.post(
      '/users/:id/reset-sign-in',
      {
        config,
        schema: { params: T.Object({ id: T.String() }), body: ResetSignIn, response: nothing, security },
      },
      async (request, reply) => {
        await account.resetSignIn(principalOf(request), request.params.id, request.body.password)
        return reply.code(204).send(null)
      },
    )
  }
}

function secondFactorRoutes(context: HttpContext): FastifyPluginAsyncTypebox {
  const { secondFactors } = context
  const path = '/session/second-factor'
  return async (app) => {
    requireSession(app, context)
    app.get(path, { config, schema: { response: { 200: SecondFactor }, security } }, (request) =>
      secondFactors.state(personOf(request)),
    )
    app.post(
      path,
      { config, schema: { body: ConfirmPassword, response: { 200: SecondFactorOffer }, security } },
      (request) => secondFactors.offer(personOf(request), request.body.password),
    )
    app.post(
      `${path}/confirm`,
      { config, schema: { body: ConfirmCode, response: { 200: RecoveryCodes }, security } },
      (request) => secondFactors.confirm(personOf(request), request.body.code),
    )
    app.post(
      `${path}/remove`,
      { config, schema: { body: ConfirmPassword, response: nothing, security } },
      async (request, reply) => {
        await secondFactors.remove(personOf(request), request.body.password)
        return reply.code(204).send(null)
      },
    )
  }
}
