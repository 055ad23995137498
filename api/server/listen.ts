import { type AddressInfo } from 'node:net'
import { type Config } from '../config.ts'
import { StartupError } from '../db/StartupError.ts'

/** Opens a port; the errors that a person can do something about become one sentence that names the variable. */
export async function listen<T>(variable: string, port: number, host: string, open: () => Promise<T>): Promise<T> {
  try {
    return await open()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    switch (code) {
      case 'EADDRINUSE':
        throw new StartupError(`Port ${port} is taken by another program: set ${variable} to a free one (0 picks one).`)
      case 'EACCES':
        throw new StartupError(`Port ${port} may not be opened by this account: set ${variable} to one above 1023.`)
      case 'EADDRNOTAVAIL':
      case 'ENOTFOUND':
        throw new StartupError(`SIGNALBOX_HOST=${JSON.stringify(host)} is no address of this machine.`)
      default:
        throw error
    }
  }
}

export interface Addresses {
  http: string
  mqtt?: string
  ws: string
}

/** Where the server can be reached, as the ready line and people are told. */
export function addressesOf(config: Config, httpPort: number, mqttPort: number | undefined): Addresses {
  const host = config.host.includes(':') ? `[${config.host}]` : config.host
  const s = config.tls ? 's' : ''
  return {
    http: `http${s}://${host}:${httpPort}`,
    ...(mqttPort === undefined ? {} : { mqtt: `mqtt${s}://${host}:${mqttPort}` }),
    ws: `ws${s}://${host}:${httpPort}/mqtt`,
  }
}

export function isLocalHost(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.')
}

/** The port that was opened, also where 0 asked for a free one. */
export function portOf(address: AddressInfo | string | null, asked: number): number {
  return typeof address === 'object' && address !== null ? address.port : asked
}
