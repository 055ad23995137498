import { type AuditEntry } from '../../api/contract/audit.ts'
import { type MailState } from '../../api/contract/mail.ts'
import { type PushState } from '../../api/contract/push.ts'
import {
  type RecoveryCodes,
  type SecondFactor,
  type SecondFactorOffer,
  type SessionInfo,
} from '../../api/contract/session.ts'
import { type SavedView } from '../../api/contract/savedView.ts'
import { alarmSteps, type AlarmPolicy } from '../../api/contract/alarm.ts'
import { type SlaPolicy } from '../../api/contract/sla.ts'
import { type NewToken, type Token } from '../../api/contract/token.ts'
import { priorities } from '../../api/contract/ticket.ts'
import { type AccountCalls } from '../link/accountCalls.ts'
import { isRecord } from '../link/wire.ts'
import { type Api } from './api.ts'
import { asRefusal } from './asRefusal.ts'
import { getFile } from './csvFiles.ts'
import { getPage } from './getPage.ts'
import { Passing } from './Passing.ts'
import { readJson } from './serverCall.ts'

type Handlers = {
  [Name in Exclude<keyof AccountCalls, 'signInOptions' | 'beginSingleSignOn' | 'finishSingleSignOn'>]: (
    input: AccountCalls[Name]['input'],
  ) => Promise<AccountCalls[Name]['output']>
}

/**
 * S55: sent at once or refused, never queued nor kept: they hold passwords, codes and secrets that are shown once. What the answers
 * hold is shown and never acted upon, so that only what makes them what they are is checked.
 */
export function accountCalls(api: Api): Handlers {
  const read = <T>(is: (body: unknown) => body is T, method: 'GET' | 'POST' | 'PUT', path: string, input?: object) =>
    asRefusal(
      (async () => {
        const body = await readJson(await send(api, method, path, input))
        if (!is(body)) throw new Passing('The answer could not be read.')
        return body
      })(),
    )
  const tell = async (method: 'POST' | 'PUT' | 'DELETE', path: string, input?: object): Promise<void> => {
    await asRefusal(send(api, method, path, input))
  }
  return {
    listSessions: async () => (await read(isSessionList, 'GET', '/sessions')).items,
    endSession: ({ id }) => tell('DELETE', `/sessions/${encodeURIComponent(id)}`),
    endOtherSessions: () => tell('DELETE', '/sessions'),
    changePassword: (input) => tell('POST', '/session/password', input),
    secondFactor: () => read(isSecondFactor, 'GET', '/session/second-factor'),
    offerSecondFactor: (input) => read(isOffer, 'POST', '/session/second-factor', input),
    confirmSecondFactor: (input) => read(isCodes, 'POST', '/session/second-factor/confirm', input),
    removeSecondFactor: (input) => tell('POST', '/session/second-factor/remove', input),
    resetSignIn: ({ userId, password }) =>
      tell('POST', `/users/${encodeURIComponent(userId)}/reset-sign-in`, { password }),
    listTokens: async () => (await read(isTokenList, 'GET', '/tokens')).items,
    createToken: (input) => read(isNewToken, 'POST', '/tokens', input),
    revokeToken: ({ id }) => tell('DELETE', `/tokens/${encodeURIComponent(id)}`),
    mailState: () => read(isMailState, 'GET', '/session/mail'),
    changeEmail: ({ userId, email }) => tell('PUT', `/users/${encodeURIComponent(userId)}/email`, { email }),
    retryMail: ({ userId }) => tell('POST', `/users/${encodeURIComponent(userId)}/retry-mail`),
    savedViews: async () => (await read(isViewList, 'GET', '/views')).items,
    saveView: ({ id, view }) => read(isSavedView, 'PUT', `/views/${encodeURIComponent(id)}`, view),
    deleteView: ({ id }) => tell('DELETE', `/views/${encodeURIComponent(id)}`),
    pushState: () => read(isPushState, 'GET', '/session/push'),
    subscribePush: (input) => tell('PUT', '/session/push', input),
    unsubscribePush: () => tell('DELETE', '/session/push'),
    slaPolicy: () => read(isSlaPolicy, 'GET', '/settings/sla'),
    saveSlaPolicy: (input) => read(isSlaPolicy, 'PUT', '/settings/sla', input),
    alarmPolicy: () => read(isAlarmPolicy, 'GET', '/settings/alarm'),
    saveAlarmPolicy: (input) => read(isAlarmPolicy, 'PUT', '/settings/alarm', input),
    listAudit: async ({ params }) => {
      const { items, ...rest } = await getPage(api, '/audit', params)
      return { items: items as AuditEntry[], ...rest }
    },
    exportAudit: ({ params }) => getFile(api, '/audit.csv', { ...params, bom: 'true' }, 'signalbox-audit.csv'),
  }
}

function send(api: Api, method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, input: object | undefined) {
  if (input === undefined) return api({ method, path })
  return api({ method, path, headers: { 'content-type': 'application/json' }, body: JSON.stringify(input) })
}

function isSessionList(body: unknown): body is { items: SessionInfo[] } {
  return isRecord(body) && Array.isArray(body.items)
}

function isTokenList(body: unknown): body is { items: Token[] } {
  return isRecord(body) && Array.isArray(body.items)
}

function isSecondFactor(body: unknown): body is SecondFactor {
  return isRecord(body) && typeof body.active === 'boolean'
}

function isOffer(body: unknown): body is SecondFactorOffer {
  return isRecord(body) && typeof body.secret === 'string' && typeof body.uri === 'string'
}

function isCodes(body: unknown): body is RecoveryCodes {
  return isRecord(body) && Array.isArray(body.recoveryCodes)
}

function isMailState(body: unknown): body is MailState {
  return isRecord(body) && typeof body.email === 'string'
}

function isPushState(body: unknown): body is PushState {
  return isRecord(body) && typeof body.publicKey === 'string'
}

function isSlaPolicy(body: unknown): body is SlaPolicy {
  return isRecord(body) && priorities.every((priority) => isRecord(body[priority]))
}

function isViewList(body: unknown): body is { items: SavedView[] } {
  return isRecord(body) && Array.isArray(body.items) && body.items.every(isSavedView)
}

function isSavedView(body: unknown): body is SavedView {
  return isRecord(body) && isRecord(body.query) && isRecord(body.owner) && typeof body.id === 'string'
}

function isAlarmPolicy(body: unknown): body is AlarmPolicy {
  return isRecord(body) && typeof body.repeatEvery === 'number' && alarmSteps.every((step) => step in body)
}

function isNewToken(body: unknown): body is NewToken {
  return isRecord(body) && typeof body.token === 'string' && Array.isArray(body.scopes)
}
