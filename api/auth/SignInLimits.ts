import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible'
import { Refused } from '../contract/errors.ts'

/**
 * Slows wrong tries. An account is slowed per address first, so that a stranger cannot lock its owner out; over all
 * addresses only at ten times that rate. Kept in memory: a restart forgives, and entries end by themselves.
 */
export class SignInLimits {
  readonly #limits: { limiter: RateLimiterMemory; key: (email: string, address: string) => string }[] = [
    {
      limiter: new RateLimiterMemory({ keyPrefix: 'pair', points: 5, duration: 60, blockDuration: 60 }),
      key: (email, address) => `${email} ${address}`,
    },
    {
      limiter: new RateLimiterMemory({ keyPrefix: 'account', points: 50, duration: 600, blockDuration: 300 }),
      key: (email) => email,
    },
    {
      limiter: new RateLimiterMemory({ keyPrefix: 'address', points: 100, duration: 60, blockDuration: 60 }),
      key: (_email, address) => address,
    },
  ]

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

function slowDown(state: RateLimiterRes): Refused {
  const retryAfter = Math.max(1, Math.ceil(state.msBeforeNext / 1000))
  return new Refused('slow_down', `Too many wrong tries. Try again in ${retryAfter} s.`, { retryAfter })
}
