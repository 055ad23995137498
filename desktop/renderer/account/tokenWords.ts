import { type TokenScope } from '../../../api/contract/token.ts'

/** What a scope lets another program do. */
export const scopeWords: Record<TokenScope, { label: string; may: string }> = {
  read: { label: 'Read', may: 'ask the API for all that you may see' },
  write: { label: 'Write', may: 'change what you may change' },
  mqtt: { label: 'MQTT', may: 'subscribe to what you may subscribe to' },
  wallboard: { label: 'Wallboard', may: 'see the day’s counts and states, without names or free text' },
  sandbox: { label: 'Sandbox', may: 'use MQTT in the sandbox of protocol suites' },
}

/** Days until a token ends. */
export const tokenLives: readonly { label: string; days: number | undefined }[] = [
  { label: '30 days', days: 30 },
  { label: '90 days', days: 90 },
  { label: 'A year', days: 365 },
  { label: 'Until it is revoked', days: undefined },
]
