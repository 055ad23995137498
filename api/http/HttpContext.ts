import { type IncomingMessage } from 'node:http'
import { type Duplex, type Readable } from 'node:stream'
import { type CommandContext } from '../commands/runCommand.ts'
import { type AuditOutcome } from '../contract/audit.ts'
import { type MailState } from '../contract/mail.ts'
import { type ReportPresence } from '../contract/presence.ts'
import { type Principal } from '../contract/principal.ts'
import { type ImportFormatName, type ImportPreview, type ImportRun } from '../contract/imports.ts'
import {
  type ChangePassword,
  type RecoveryCodes,
  type SecondFactor,
  type SecondFactorOffer,
  type Session,
  type SessionInfo,
  type SignIn,
} from '../contract/session.ts'
import {
  type BeginSingleSignOn,
  type FinishSingleSignOn,
  type SignInOptions,
  type SignOnRefusal,
} from '../contract/singleSignOn.ts'
import { type NewToken, type Token, type TokenScope } from '../contract/token.ts'

/** What the routes are handed by api/server/openDoors.ts: they parse, call one thing here, and answer. */
export interface HttpContext {
  commands: CommandContext & Required<Pick<CommandContext, 'files'>>
  sessions: {
    signIn(input: SignIn, caller: Caller): Promise<Session>
    refresh(refreshToken: string, caller: Caller): Promise<Session>
  }
  /** Undefined where none is configured. */
  singleSignOn:
    | {
        readonly offer: SignInOptions
        begin(input: BeginSingleSignOn, caller: Caller): Promise<{ url: string }>
        onAnswer(
          answer: URLSearchParams,
          caller: Caller,
        ): Promise<{ app: BeginSingleSignOn['app'] } & ({ grant: string } | { refused: SignOnRefusal })>
        finish(input: FinishSingleSignOn, caller: Caller): Promise<Session>
      }
    | undefined
  /** CSV files brought in by managers: the importer is beside the commands, not below them (.ci/law.ts). */
  imports: {
    /** @throws {Refused} invalid_input where the file is not of that format. */
    preview(file: ImportFile): Promise<ImportPreview>
    /** Answers when the file is there; it is imported from then on. @throws {Refused} conflict while another one runs. */
    begin(file: ImportFile, principal: Principal): Promise<ImportRun>
    /** How it stands, with its report from that row on. @throws {Refused} not_found */
    read(id: string, from: number): Promise<ImportRun>
    /** The latest first, without their rows. */
    list(): Promise<ImportRun[]>
  }
  account: {
    listSessions(person: Person): Promise<SessionInfo[]>
    endSession(person: Person, id: string): Promise<void>
    endOtherSessions(person: Person): Promise<void>
    changePassword(person: Person, input: ChangePassword): Promise<void>
    resetSignIn(by: Principal, userId: string, password: string): Promise<void>
  }
  secondFactors: {
    state(person: Person): Promise<SecondFactor>
    offer(person: Person, password: string): Promise<SecondFactorOffer>
    confirm(person: Person, code: string): Promise<RecoveryCodes>
    remove(person: Person, password: string): Promise<void>
  }
  mailAddresses: {
    state(person: Person): Promise<MailState>
    change(by: Principal, userId: string, email: string): Promise<void>
    retry(by: Principal, userId: string): Promise<void>
  }
  tokens: {
    create(
      by: Principal,
      wanted: {
        name: string
        scopes: readonly TokenScope[]
        expiresAt?: string | undefined
        owner?: { id: string; name: string }
      },
    ): Promise<NewToken>
    list(principal: Principal): Promise<Token[]>
    revoke(principal: Principal, id: string): Promise<void>
  }
  /** Whoever a session's access token or another program's token speaks for. */
  authenticate: (token: string) => Promise<(Principal & { sessionId: string }) | undefined>
  /** Who was let in is told of until its request is over; what is still under way when the session ends is broken off. */
  openRequests: { begin(principal: Principal & { sessionId: string }, breakOff: () => void): () => void }
  /** Notes in the audit what changes no row: a refusal of rights, an export. */
  audit: (note: {
    action: string
    outcome?: AuditOutcome
    principal?: Principal | undefined
    address?: string | undefined
    subject?: { type: string; id: string }
    details?: Record<string, unknown>
  }) => Promise<void>
  /** The staff's working set, kept ready in memory by the relay. */
  staffSnapshot(): Promise<{ head: number; lines: string[] }>
  presence: { report(principal: Principal, input: ReportPresence): void }
  /** Web Push: the public half of the server's key, and the origin of a push service on this machine, for tests. */
  push: { key: string; sandbox: string | undefined }
  /** This person has read or cleared some of their notifications. */
  onNotificationsChanged(userId: string): void
  health: () => Promise<Health>
  /** Figures in the text format of Prometheus. */
  metrics: () => Promise<string>
  /** An upgrade of a connection at /mqtt. */
  acceptWebSocket(request: IncomingMessage, socket: Duplex, head: Buffer, remoteAddress: string): void
}

export interface Caller {
  address: string
  agent: string | undefined
}

/** Somebody at a session of their own: not a token. */
export type Person = Principal & { userId: string; sessionId: string }

export interface Health {
  database: boolean
  broker: boolean
  /** Milliseconds since the relay last looked at the change log. */
  relayLag: number
  /** Where several nodes are one. */
  cluster?: ClusterHealth
}

export interface ClusterHealth {
  /** What nodes tell one another gets through. */
  redis: boolean
  /** As far as this one knows, itself among them. */
  nodes: number
  /** This is the one that numbers the changes, and does what only one may do. */
  leads: boolean
}

/** A file as it arrives. */
export interface ImportFile {
  format: ImportFormatName
  name: string
  stream: Readable
  /** Asked once the stream has ended: it was cut at the limit. */
  wasCut: () => void
}
