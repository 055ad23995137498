import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { findMembers, membersFile } from './writeMembers.ts'

test('the list of members is that of the electron that is installed; else run writeMembers.ts', () => {
  const written: unknown = JSON.parse(readFileSync(membersFile, 'utf8'))
  expect(written).toEqual(findMembers())
})
