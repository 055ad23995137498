import { isRecord } from '../../link/wire.ts'
import { isCredentials } from '../credentials.ts'
import { type CredentialStore } from '../ports.ts'

/** How long the keeper may take: a key store may ask its owner for a password first, ms. */
const patience = 60_000

interface Asked {
  settle: (kept: unknown) => void
  fail: (error: Error) => void
}

/** The sign-in as whoever started this process keeps it: in the desktop app main does, which has the system's key store. */
export function createKeeperCredentials(say: (message: unknown) => void): {
  store: CredentialStore
  /** For each message of the keeper; those that answer nothing are ignored. */
  onMessage(message: unknown): void
} {
  const asked = new Map<number, Asked>()
  let next = 1

  async function ask(credentials: { do: 'load' | 'clear' } | { do: 'save'; text: string }): Promise<unknown> {
    const n = next++
    let timer: ReturnType<typeof setTimeout> | undefined
    try {
      return await new Promise((settle, reject) => {
        timer = setTimeout(() => reject(new Error('The key store did not answer.')), patience)
        asked.set(n, { settle, fail: reject })
        say({ n, credentials })
      })
    } finally {
      clearTimeout(timer)
      asked.delete(n)
    }
  }

  return {
    store: {
      load: async () => {
        const text = await ask({ do: 'load' })
        const kept: unknown = typeof text === 'string' ? JSON.parse(text) : undefined
        return isCredentials(kept) ? kept : undefined
      },
      save: async (credentials) => void (await ask({ do: 'save', text: JSON.stringify(credentials) })),
      clear: async () => void (await ask({ do: 'clear' })),
    },
    onMessage: (message) => {
      if (!isRecord(message) || typeof message.n !== 'number') return
      const waiting = asked.get(message.n)
      if (typeof message.problem === 'string') waiting?.fail(new Error(message.problem))
      else waiting?.settle(message.kept)
    },
  }
}
