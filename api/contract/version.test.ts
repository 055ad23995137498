import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { contractHistory, contractVersion } from './version.ts'

/** Everything the contract exports that is data (schemas, machines, lists, topics) in a stable order. */
async function describeContract(): Promise<string> {
  const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.ts') && !name.includes('.test.'))
  const parts: string[] = []
  for (const file of files.toSorted()) {
    if (file === 'version.ts') continue
    const module: Record<string, unknown> = await import(`./${file}`)
    for (const [name, value] of Object.entries(module).toSorted(([a], [b]) => a.localeCompare(b))) {
      if (typeof value !== 'function') parts.push(`${file}:${name}=${JSON.stringify(value, describeTopic)}`)
    }
  }
  return parts.join('\n')
}

/** Topic builders are functions; what they build is what counts. */
function describeTopic(_key: string, value: unknown): unknown {
  return typeof value === 'function' ? String(value('<id>')) : value
}

test('a schema, machine or topic that changes raises the contract version', async () => {
  const hash = createHash('sha256')
    .update(await describeContract())
    .digest('hex')
    .slice(0, 16)
  expect(contractHistory[contractVersion]?.hash, 'new version, new line of history, new hash').toBe(hash)
})

test('the history names every version from 1 to the current one', () => {
  const versions = Array.from({ length: contractVersion }, (_, index) => index + 1)
  expect(Object.keys(contractHistory).map(Number)).toEqual(versions)
})
