import { expect, test } from 'vitest'
import { idOf } from '../testing/rows.ts'
import { createSiteOf, emptySiteForm, siteFormProblems } from './siteForm.ts'

test('a site needs a name and an address', () => {
  expect(Object.keys(siteFormProblems(emptySiteForm))).toEqual(['name', 'address'])
  expect(siteFormProblems({ ...emptySiteForm, name: 'Depot', address: '1 Main St' })).toEqual({})
  expect(Object.keys(siteFormProblems({ ...emptySiteForm, name: ' ', address: '1 Main St' }))).toEqual(['name'])
})

test('what was left empty is not sent, and the zone is the offered one unless another was chosen', () => {
  const form = { ...emptySiteForm, name: ' Depot ', address: '1 Main St' }
  expect(createSiteOf(form, idOf(1), 'America/New_York').input).toEqual({
    id: idOf(1),
    name: 'Depot',
    address: '1 Main St',
    timeZone: 'America/New_York',
  })
  const there = createSiteOf({ ...form, timeZone: 'Europe/Berlin', contact: 'Ann' }, idOf(1), 'America/New_York')
  expect(there.input).toMatchObject({ timeZone: 'Europe/Berlin', contact: 'Ann' })
})
