import { type AedesOptions, type Client, type Subscription } from 'aedes'
import { randomUUID } from 'node:crypto'
import { isKnownFilter } from '../api/contract/topics.ts'
import { ClientStream } from './ClientStream.ts'
import { type Connections } from './Connections.ts'
import { type Limits } from './limits.ts'
import { type Log } from './log.ts'

/** Whom a token stands for. */
export interface Principal {
  /** The user's id; client ids are kept apart by it. */
  readonly subject: string
  /** The session the token belongs to, for `disconnect`. */
  readonly sessionId: string
  /** Its place is the sandbox, where there is one, and nowhere else. */
  readonly isSandbox?: boolean
}

export interface Credentials {
  /** The password of the CONNECT. */
  readonly token: string
  readonly username: string | undefined
  readonly remoteAddress: string
}

/** Something that a client was not let do. */
export interface Refused<P> {
  readonly what: 'connect' | 'subscribe' | 'publish'
  /** Undefined where the token of a CONNECT is not good. */
  readonly principal: P | undefined
  readonly remoteAddress: string
  /** The filter, where it was one: as the client wrote it. */
  readonly filter?: string
}

/** What the broker asks; it knows nothing of users, roles and tickets itself. */
export interface Access<P extends Principal> {
  /** Undefined where the token is not good. A rejection is answered as "server unavailable", so that clients try again. */
  authenticate(credentials: Credentials): Promise<P | undefined>
  /** Asked once for each filter of ours that a client subscribes to. */
  maySubscribe(principal: P, filter: string): boolean | Promise<boolean>
  /** Asked for each message and each retained message at the moment it goes out, and again where it had to wait. */
  mayReceive(principal: P, topic: string): boolean
  /** Told of each refusal, for an audit: whoever listens bounds what it keeps. */
  onRefused?(refused: Refused<P>): void
}

/** `Access` bound to who it is; what fails inside is logged and answered with no. */
export interface Rights extends Principal {
  maySubscribe(filter: string): Promise<boolean>
  mayReceive(topic: string): boolean
  /** A refusal of this client is told to whoever keeps them. */
  noteRefused(what: Refused<unknown>['what'], filter?: string): void
}

/** CONNACK return codes (MQTT 3.1.1, table 3.1). mqtt.js gives up for good after 4 and 5, and tries again after 3. */
const refused = { identifier: 2, unavailable: 3, noCredentials: 4, notAuthorised: 5 } as const
type Refusal = (typeof refused)[keyof typeof refused]

const clientIdPattern = /^[A-Za-z0-9_:.-]{1,64}$/

export interface GateOptions<P extends Principal> {
  readonly access: Access<P>
  readonly connections: Connections
  readonly limits: Limits
  readonly log: Log
}

function bind<P extends Principal>(access: Access<P>, principal: P, remoteAddress: string, log: Log): Rights {
  const { subject, sessionId } = principal
  return {
    subject,
    sessionId,
    async maySubscribe(filter) {
      try {
        return await access.maySubscribe(principal, filter)
      } catch (error) {
        log.error({ err: error, subject, filter }, 'maySubscribe failed; the filter is refused')
        return false
      }
    },
    mayReceive(topic) {
      try {
        return access.mayReceive(principal, topic)
      } catch (error) {
        log.error({ err: error, subject, topic }, 'mayReceive failed; the message is withheld')
        return false
      }
    },
    noteRefused(what, filter) {
      access.onRefused?.({ what, principal, remoteAddress, ...(filter !== undefined && { filter }) })
    },
  }
}

/** The stream under a client of aedes. */
export function streamOf(client: Client): ClientStream {
  if (client.conn instanceof ClientStream) return client.conn
  throw new TypeError('aedes was handed a stream that is not ours')
}

/** Everything that can be refused about a CONNECT, in order; undefined where it is admitted. */
async function admit<P extends Principal>(
  { access, connections, log }: GateOptions<P>,
  client: Client,
  username: string | undefined,
  password: Buffer | undefined,
): Promise<Refusal | undefined> {
  const stream = streamOf(client)
  const { request } = stream
  if (!request) return refused.unavailable
  const isGenerated = request.clientId === '' && request.clean
  if (!isGenerated && !clientIdPattern.test(request.clientId)) return refused.identifier
  if (password === undefined) return refused.noCredentials
  const { remoteAddress } = stream.transport
  const principal = await access.authenticate({ token: password.toString('utf8'), username, remoteAddress })
  if (!principal || principal.isSandbox || request.hasWill) {
    access.onRefused?.({ what: 'connect', principal, remoteAddress })
    return refused.notAuthorised
  }
  if (stream.destroyed) return refused.notAuthorised
  const clientId = isGenerated ? `generated-${randomUUID()}` : request.clientId
  const admission = { rights: bind(access, principal, remoteAddress, log), clientId, since: new Date() }
  if (stream.condemnedBy.some((predicate) => predicate(admission))) return refused.notAuthorised
  if (!connections.admit(stream, admission)) return refused.unavailable
  // Never the same twice: a take-over inside aedes can lose track of a client when three meet, so `connections` does
  // it and aedes sees none. Sessions are clean, so nothing is ever looked up by this id.
  client.id = `${principal.subject}/${clientId}/${connections.admitted}`
  return undefined
}

/** Grants a filter and notes it, both at once: the filters of one SUBSCRIBE are asked about side by side. */
async function grant(stream: ClientStream, { topic, qos }: Subscription, limits: Limits): Promise<boolean> {
  const { admission, filters } = stream
  if (!admission || !isKnownFilter(topic) || !(await admission.rights.maySubscribe(topic))) return false
  if (!filters.has(topic) && filters.size >= limits.filtersPerClient) return false
  filters.set(topic, qos === 0 ? 0 : 1)
  return true
}

type Answers = Required<Pick<AedesOptions, 'preConnect' | 'authenticate' | 'authorizeSubscribe'>>

const preConnect: Answers['preConnect'] = (client, packet, done) => {
  const { clientId, clean = false, keepalive = 0, will } = packet
  streamOf(client).request = { clientId, clean, keepalive, hasWill: will !== undefined }
  // Sessions are never kept (the CONNACK says so with sessionPresent 0): a queue for each absent client would grow
  // without bound, and who returns catches up over HTTP far cheaper. Keepalive is kept by the stream.
  packet.clean = true
  packet.keepalive = 0
  done(null, true)
}

/** aedes' questions, answered. */
export function createGate<P extends Principal>(options: GateOptions<P>) {
  const { limits, log } = options
  const answerConnect = async (...[client, username, password, done]: Parameters<Answers['authenticate']>) => {
    const { remoteAddress } = streamOf(client).transport
    let returnCode: Refusal | undefined
    try {
      returnCode = await admit(options, client, username, password)
    } catch (error) {
      log.error({ err: error, remoteAddress }, 'a CONNECT could not be checked; the client is told to try again')
      returnCode = refused.unavailable
    }
    if (returnCode === undefined) return done(null, true)
    log.info({ remoteAddress, returnCode }, 'a client was refused')
    return done(Object.assign(new Error('refused'), { returnCode }), null)
  }
  const answerFilter = async (...[client, subscription, done]: Parameters<Answers['authorizeSubscribe']>) => {
    const stream = streamOf(client)
    const isGranted = await grant(stream, subscription, limits)
    if (!isGranted) {
      log.debug({ ...stream.describe(), filter: subscription.topic }, 'a filter was refused')
      stream.admission?.rights.noteRefused('subscribe', subscription.topic)
    }
    done(null, isGranted ? subscription : null)
  }
  return {
    preConnect,
    authenticate: (...question) => void answerConnect(...question),
    authorizeSubscribe: (...question) => void answerFilter(...question),
    // The stream closes on a PUBLISH before aedes sees it.
    authorizePublish: (_client, _packet, done) => done(new Error('clients publish nothing')),
    // aedes itself sends nothing but answers; what is published goes through Delivery.ts.
    authorizeForward: () => null,
  } satisfies AedesOptions
}
