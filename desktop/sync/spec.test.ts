import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

const folder = import.meta.dirname
const rules = [...readFileSync(path.join(folder, 'SPEC.md'), 'utf8').matchAll(/^- \*\*(S\d+)\*\*/gm)].map(
  ([, id]) => id,
)
const tests = globSync('**/*.test.ts', { cwd: folder }).map((file) => readFileSync(path.join(folder, file), 'utf8'))
const named = new Set(
  tests
    .flatMap((text) => [...text.matchAll(/\b(?:test|property)(?:\.\w+)*\(\s*['"`]((?:S\d+ )+)/g)])
    .flatMap(([, ids]) => ids?.trim().split(' ')),
)

test('every rule of SPEC.md has a test whose name begins with its number', () => {
  expect(rules.filter((rule) => !named.has(rule))).toEqual([])
})

test('every number that a test names is a rule of SPEC.md, and no number is used twice', () => {
  expect([...named].filter((rule) => !rules.includes(rule ?? ''))).toEqual([])
  expect(new Set(rules).size).toBe(rules.length)
})
