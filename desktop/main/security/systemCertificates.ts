import { getCACertificates } from 'node:tls'
import { type LogFile } from '../LogFile.ts'

/** Whom this machine's owner trusts, such as the company's own authority. None where the system cannot be asked. */
export function systemCertificates(log: LogFile): string[] {
  try {
    return getCACertificates('system')
  } catch (error) {
    log.write('the certificates of the system cannot be read', { error: String(error) })
    return []
  }
}
