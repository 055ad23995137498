import { createTransport } from 'nodemailer'
import { type Mail } from './notificationMail.ts'

export interface Mailer {
  /** The same `id` for the same mail, so that one that was sent twice is shown once. */
  send(mail: Mail & { to: string; id: string }): Promise<void>
  close(): void
}

/** A server that takes longer is tried again later. */
const patience = 10_000

/** @param url as SIGNALBOX_SMTP_URL has it; `?from=` names the sender, else it is signalbox@ the mail server. */
export function createMailer(url: URL): Mailer {
  const from = url.searchParams.get('from') ?? `signalbox@${url.hostname}`
  const transport = createTransport({
    host: url.hostname,
    port: url.port === '' ? (url.protocol === 'smtps:' ? 465 : 587) : Number(url.port),
    secure: url.protocol === 'smtps:',
    ...(url.username !== '' && {
      auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) },
    }),
    connectionTimeout: patience,
    greetingTimeout: patience,
    socketTimeout: patience,
    // Content is ours alone: no mail of ours may read a file or fetch an address.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return {
    async send({ to, subject, text, html, id }) {
      await transport.sendMail({ from, to, subject, text, html, messageId: `<${id}@signalbox>` })
    },
    close: () => transport.close(),
  }
}

/** The server will not take it, now or later (RFC 5321, section 4.2.1): another try would be a nuisance. */
export function isBounce(error: unknown): boolean {
  if (!(error instanceof Error) || !('responseCode' in error)) return false
  const { responseCode } = error
  // 535 is our password, not the mail: it may be put right.
  return typeof responseCode === 'number' && responseCode >= 500 && responseCode < 600 && responseCode !== 535
}

/** It is not about this mail: there is no connection, our sign-in is refused, or the server is closing (RFC 5321, section 3.8). */
export function isUnreachable(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if ('code' in error && error.code === 'EAUTH') return true
  const responseCode = 'responseCode' in error ? error.responseCode : undefined
  return typeof responseCode !== 'number' || responseCode === 421
}

/** The address is what it will not take: no mail to it would arrive. */
export function isWrongAddress(error: unknown): boolean {
  return isBounce(error) && error instanceof Error && 'command' in error && error.command === 'RCPT TO'
}
