import { isRecord } from '../../link/wire.ts'
import { isCredentials } from '../credentials.ts'
import { type CredentialStore } from '../ports.ts'

/** How long the keeper may take: a key store may ask its owner for a password first, ms. */
const keyPatience = 60_000
/** PAC files may be fetched first, ms. */
const routePatience = 10_000

type Deed = { do: 'load' | 'clear' } | { do: 'save'; text: string }

interface Asked {
  settle: (kept: unknown) => void
  fail: (error: Error) => void
}

/**
 * What only whoever started this process can do: in the desktop app main has the system's key store, which keeps the
 * sign-in, and knows the system's proxies.
 */
export function createKeeperDoor(say: (message: unknown) => void): {
  store: CredentialStore
  /** The way to this address, as PAC files say it; straight where nobody answers in time. */
  routeTo(url: string): Promise<string>
  /** For each message of the keeper; those that answer nothing are ignored. */
  onMessage(message: unknown): void
} {
  const asked = new Map<number, Asked>()
  let next = 1

  async function ask(question: object, patience: number): Promise<unknown> {
    const n = next++
    let timer: ReturnType<typeof setTimeout> | undefined
    try {
      return await new Promise((settle, reject) => {
        timer = setTimeout(() => reject(new Error('There was no answer.')), patience)
        asked.set(n, { settle, fail: reject })
        say({ n, ...question })
      })
    } finally {
      clearTimeout(timer)
      asked.delete(n)
    }
  }

  const askStore = (credentials: Deed): Promise<unknown> => ask({ credentials }, keyPatience)

  return {
    routeTo: async (url) => {
      const route = await ask({ route: url }, routePatience).catch(() => 'DIRECT')
      return typeof route === 'string' ? route : 'DIRECT'
    },
    store: {
      load: async () => {
        const text = await askStore({ do: 'load' })
        const kept: unknown = typeof text === 'string' ? JSON.parse(text) : undefined
        return isCredentials(kept) ? kept : undefined
      },
      save: async (credentials) => void (await askStore({ do: 'save', text: JSON.stringify(credentials) })),
      clear: async () => void (await askStore({ do: 'clear' })),
    },
    onMessage: (message) => {
      if (!isRecord(message) || typeof message.n !== 'number') return
      const waiting = asked.get(message.n)
      if (typeof message.problem === 'string') waiting?.fail(new Error(message.problem))
      else waiting?.settle(message.kept)
    },
  }
}
