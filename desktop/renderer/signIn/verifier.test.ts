import { expect, test } from 'vitest'
import { challengeOf, newVerifier } from './verifier.ts'

test('a challenge is the SHA-256 of its verifier: the example of RFC 7636, appendix B', async () => {
  expect(await challengeOf('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk')).toBe(
    'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  )
})

test('verifiers are 43 characters that may stand in an address, another each time', () => {
  const verifiers = Array.from({ length: 100 }, newVerifier)
  for (const verifier of verifiers) expect(verifier).toMatch(/^[A-Za-z0-9_-]{43}$/)
  expect(new Set(verifiers).size).toBe(100)
})
