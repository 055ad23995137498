import { type IncomingMessage } from 'node:http'
import { type Duplex, type Readable } from 'node:stream'
import { type CommandContext } from '../commands/runCommand.ts'
import { type Principal } from '../contract/principal.ts'
import { type ImportFormatName, type ImportPreview, type ImportRun } from '../contract/imports.ts'
import { type Session, type SignIn } from '../contract/session.ts'

/** What the routes are handed by api/main.ts: they parse, call one thing here, and answer. */
export interface HttpContext {
  commands: CommandContext & Required<Pick<CommandContext, 'files'>>
  sessions: {
    signIn(input: SignIn, caller: { address: string; agent: string | undefined }): Promise<Session>
    refresh(refreshToken: string): Promise<Session>
    signOut(sessionId: string): Promise<void>
    authenticate(accessToken: string): Promise<(Principal & { sessionId: string }) | undefined>
  }
  /** CSV files brought in by managers: the importer is beside the commands, not below them (.ci/law.ts). */
  imports: {
    /** @throws {Refused} invalid_input where the file is not of that format. */
    preview(file: ImportFile): Promise<ImportPreview>
    /** Answers when the file is there; it is imported from then on. @throws {Refused} conflict while another one runs. */
    begin(file: ImportFile, principal: Principal): Promise<ImportRun>
    /** How it stands, with its report from that row on. @throws {Refused} not_found */
    read(id: string, from: number): ImportRun
  }
  /** The staff's working set, kept ready in memory by the relay. */
  staffSnapshot(): { head: number; lines: string[] }
  health: () => Promise<Health>
  /** Figures in the text format of Prometheus. */
  metrics: () => Promise<string>
  /** An upgrade of a connection at /mqtt. */
  acceptWebSocket(request: IncomingMessage, socket: Duplex, head: Buffer, remoteAddress: string): void
}

export interface Health {
  database: boolean
  broker: boolean
  /** Milliseconds since the relay last looked at the change log. */
  relayLag: number
}

/** A file as it arrives. */
export interface ImportFile {
  format: ImportFormatName
  name: string
  stream: Readable
  /** Asked once the stream has ended: it was cut at the limit. */
  wasCut: () => void
}
