import { expect, test } from 'vitest'
import { skillsIn } from './skillsIn.ts'

test('each skill once, in the order they were typed', () => {
  expect(skillsIn(' heating, plumbing ,,heating;streets')).toEqual(['heating', 'plumbing', 'streets'])
  expect(skillsIn(' , ')).toEqual([])
})
