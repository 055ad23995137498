import { isRecord } from '../link/wire.ts'
import { type Credentials, type CredentialStore } from './ports.ts'
import { isSessionUser } from './UserSession.ts'

export function isCredentials(value: unknown): value is Credentials {
  return isRecord(value) && typeof value.refreshToken === 'string' && isSessionUser(value.user)
}

/** They end with the process: where nothing can be kept. */
export function createMemoryCredentials(): CredentialStore {
  let kept: Credentials | undefined
  return {
    load: async () => kept,
    save: async (credentials) => {
      kept = credentials
    },
    clear: async () => {
      kept = undefined
    },
  }
}
