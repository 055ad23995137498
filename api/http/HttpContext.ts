import { type IncomingMessage } from 'node:http'
import { type Duplex } from 'node:stream'
import { type CommandContext } from '../commands/runCommand.ts'
import { type ReportPresence } from '../contract/presence.ts'
import { type Principal } from '../contract/principal.ts'
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
  /** The staff's working set, kept ready in memory by the relay. */
  staffSnapshot(): { head: number; lines: string[] }
  presence: { report(principal: Principal, input: ReportPresence): void }
  /** This person has read or cleared some of their notifications. */
  onNotificationsChanged(userId: string): void
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
