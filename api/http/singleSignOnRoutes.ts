import { type FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type FastifyReply } from 'fastify'
import { Type as T } from 'typebox'
import { notFound } from '../contract/errors.ts'
import { Session } from '../contract/session.ts'
import {
  BeginSingleSignOn,
  FinishSingleSignOn,
  SignInOptions,
  signOnPath,
  SingleSignOnAddress,
} from '../contract/singleSignOn.ts'
import { type HttpContext } from './HttpContext.ts'
import { callerOf } from './sessionRoutes.ts'
import { queryOf } from './readRoutes.ts'

/** Beginning a single sign-on, taking the provider's answer, and finishing with what came back. */
export function singleSignOnRoutes({ singleSignOn }: HttpContext): FastifyPluginAsyncTypebox {
  const configured = () => {
    if (!singleSignOn) throw notFound('single sign-on')
    return singleSignOn
  }
  return async (app) => {
    app.get('/session/options', { schema: { response: { 200: SignInOptions } } }, async () => singleSignOn?.offer ?? {})
    app.post(
      '/session/single-sign-on',
      { schema: { body: BeginSingleSignOn, response: { 200: SingleSignOnAddress } } },
      (request) => configured().begin(request.body, callerOf(request)),
    )
    app.get('/session/single-sign-on/answer', { schema: { response: { 302: T.Null() } } }, async (request, reply) => {
      const answer = await configured().onAnswer(queryOf(request), callerOf(request))
      const [name, value] = 'grant' in answer ? ['grant', answer.grant] : ['refused', answer.refused]
      const query = `?${name}=${value}`
      return answer.app === 'desktop' ? leadToApp(reply, query) : reply.redirect(`${signOnPath}${query}`)
    })
    app.post(
      '/session/single-sign-on/finish',
      { schema: { body: FinishSingleSignOn, response: { 200: Session } } },
      (request) => configured().finish(request.body, callerOf(request)),
    )
  }
}

/** The system's browser has done its part; the link opens the app, and the page stays to say so. */
function leadToApp(reply: FastifyReply, query: string): FastifyReply {
  const link = `signalbox:/${signOnPath}${query}`
  return reply.type('text/html; charset=utf-8').send(`<!doctype html><html lang="en"><meta charset="utf-8">
<title>Signalbox</title><meta http-equiv="refresh" content="0;url=${link}">
<h1>Go on in Signalbox</h1><p><a href="${link}">Open Signalbox</a>, then close this page.</p></html>`)
}
