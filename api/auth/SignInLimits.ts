import { RateLimiterMemory, RateLimiterRedis, type RateLimiterRes } from 'rate-limiter-flexible'
import { Refused } from '../contract/errors.ts'

interface Limit {
  limiter: RateLimiterMemory | RateLimiterRedis
  key: (email: string, address: string) => string
}

/** Where all nodes count together: a client of ioredis, and what its keys begin with. */
export interface SharedStore {
  client: unknown
  name: string
}

/**
 * Slows wrong tries. An account is slowed per address first, so that a stranger cannot lock its owner out; over all
 * addresses only at ten times that rate. Kept in memory, or where there are several nodes in their Redis, and in memory
 * while that is away: a restart forgives, and entries end by themselves.
 */
export class SignInLimits {
  readonly #limits: readonly Limit[]

  constructor(shared?: SharedStore) {
    this.#limits = [
      {
        limiter: limiter({ keyPrefix: 'pair', points: 5, duration: 60, blockDuration: 60 }, shared),
        key: (email, address) => `${email} ${address}`,
      },
      {
        limiter: limiter({ keyPrefix: 'account', points: 50, duration: 600, blockDuration: 300 }, shared),
        key: (email) => email,
      },
      {
        limiter: limiter({ keyPrefix: 'address', points: 100, duration: 60, blockDuration: 60 }, shared),
        key: (_email, address) => address,
      },
    ]
  }

  /** @throws {Refused} slow_down with `{retryAfter}` in seconds. */
  async check(email: string, address: string): Promise<void> {
    for (const { limiter, key } of this.#limits) {
      const state = await limiter.get(key(email, address))
      if (state && state.consumedPoints >= limiter.points) throw slowDown(state)
    }
  }

  async onWrongPassword(email: string, address: string): Promise<void> {
    for (const { limiter, key } of this.#limits) {
      // Past the limit it rejects, which is how it begins to block.
      await limiter.consume(key(email, address)).catch(() => {})
    }
  }

  async onSignedIn(email: string, address: string): Promise<void> {
    await this.#limits[0]?.limiter.delete(this.#limits[0].key(email, address))
  }
}

function limiter(
  limits: { keyPrefix: string; points: number; duration: number; blockDuration: number },
  shared: SharedStore | undefined,
): Limit['limiter'] {
  const inMemory = new RateLimiterMemory(limits)
  if (!shared) return inMemory
  const { client: storeClient, name } = shared
  const keyPrefix = `${name}:${limits.keyPrefix}`
  return new RateLimiterRedis({
    ...limits,
    keyPrefix,
    storeClient,
    insuranceLimiter: inMemory,
    rejectIfRedisNotReady: true,
  })
}

function slowDown(state: RateLimiterRes): Refused {
  const retryAfter = Math.max(1, Math.ceil(state.msBeforeNext / 1000))
  return new Refused('slow_down', `Too many wrong tries. Try again in ${retryAfter} s.`, { retryAfter })
}
