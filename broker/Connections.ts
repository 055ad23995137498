import { type Admission, type ClientStream } from './ClientStream.ts'
import { type Limits } from './limits.ts'
import { type Log } from './log.ts'

/** One admitted client, as others may see it. */
export interface ConnectionInfo {
  readonly subject: string
  readonly sessionId: string
  /** As the client gave it, or as generated for it; unique within its subject only. */
  readonly clientId: string
  readonly since: Date
  readonly remoteAddress: string
}

export type ConnectionPredicate = (connection: ConnectionInfo) => boolean

/** The other nodes, as far as a client's place is concerned. */
export interface Peers {
  /** Connections of this user there. */
  connectionsOf(subject: string): number
  onAdmitted(connection: ConnectionInfo): void
}

/** Client ids hold no slash, so the last one ends the subject, whatever is in it. */
function keyOf(subject: string, clientId: string): string {
  return `${subject}/${clientId}`
}

function infoOf(stream: ClientStream, { rights, clientId, since }: Admission): ConnectionInfo {
  const { subject, sessionId } = rights
  return { subject, sessionId, clientId, since, remoteAddress: stream.transport.remoteAddress }
}

/** Who is connected. Client ids are kept apart by subject, so that no user can put another off line. */
export class Connections {
  readonly #limits: Limits
  readonly #log: Log
  /** All streams whose sockets are open, admitted or not. */
  readonly #open = new Set<ClientStream>()
  readonly #byClient = new Map<string, ClientStream>()
  readonly #bySubject = new Map<string, Set<ClientStream>>()
  readonly #peers: Peers | undefined
  #admitted = 0

  constructor(limits: Limits, log: Log, peers?: Peers) {
    this.#limits = limits
    this.#log = log
    this.#peers = peers
  }

  get open(): ReadonlySet<ClientStream> {
    return this.#open
  }

  /** Admitted clients. */
  get size(): number {
    return this.#byClient.size
  }

  /** Clients admitted since the start. */
  get admitted(): number {
    return this.#admitted
  }

  add(stream: ClientStream): void {
    this.#open.add(stream)
  }

  /**
   * Admits an authenticated client, whose place an older connection with the same id gives up (MQTT 3.1.1, section
   * 3.1.4); false where its subject has too many.
   */
  admit(stream: ClientStream, admission: Admission): boolean {
    const { subject } = admission.rights
    const key = keyOf(subject, admission.clientId)
    const older = this.#byClient.get(key)
    const here = (this.#bySubject.get(subject)?.size ?? 0) - (older ? 1 : 0)
    const others = here + (this.#peers?.connectionsOf(subject) ?? 0)
    if (others >= this.#limits.clientsPerSubject) {
      this.#log.warn({ subject, clients: others }, 'a user has too many clients; one more was refused')
      return false
    }
    if (older) {
      this.#log.debug({ subject, clientId: admission.clientId }, 'a client took over its older connection')
      older.cut()
    }
    this.#admitted++
    stream.admission = admission
    this.#byClient.set(key, stream)
    const streams = this.#bySubject.get(subject)
    if (streams) streams.add(stream)
    else this.#bySubject.set(subject, new Set([stream]))
    this.#log.debug(stream.describe(), 'a client connected')
    this.#peers?.onAdmitted(infoOf(stream, admission))
    return true
  }

  takeOver(subject: string, clientId: string, before: Date): void {
    const older = this.#byClient.get(keyOf(subject, clientId))
    if (!older?.admission || older.admission.since >= before) return
    this.#log.debug({ subject, clientId }, 'a client took over its older connection from another node')
    older.cut()
  }

  onGone(stream: ClientStream): void {
    const { admission } = stream
    if (!admission) return
    const { subject } = admission.rights
    const key = keyOf(subject, admission.clientId)
    if (this.#byClient.get(key) === stream) this.#byClient.delete(key)
    const streams = this.#bySubject.get(subject)
    streams?.delete(stream)
    if (streams?.size === 0) this.#bySubject.delete(subject)
  }

  onClosed(stream: ClientStream): void {
    this.#open.delete(stream)
  }

  list(): ConnectionInfo[] {
    return [...this.#byClient.values()].flatMap((stream) =>
      stream.admission ? [infoOf(stream, stream.admission)] : [],
    )
  }

  /** Cuts whom the predicate names, also who is being authenticated right now; gives how many were connected. */
  disconnect(predicate: ConnectionPredicate, reason: string): number {
    let count = 0
    for (const stream of this.#open) {
      const { admission } = stream
      if (!admission) {
        stream.condemnedBy.push((later) => predicate(infoOf(stream, later)))
      } else if (!stream.destroyed && predicate(infoOf(stream, admission))) {
        count++
        this.#log.info({ ...stream.describe(), reason }, 'a client was disconnected')
        stream.cut()
      }
    }
    return count
  }
}
