/** 32 random bytes, as RFC 7636 (section 4.1) asks of a code verifier. */
export function newVerifier(): string {
  return toBase64Url(crypto.getRandomValues(new Uint8Array(32)))
}

/** Its SHA-256 (RFC 7636, section 4.2). */
export async function challengeOf(verifier: string): Promise<string> {
  return toBase64Url(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))))
}

function toBase64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}
