import { expect, test } from 'vitest'
import { aSite } from '../testing/rows.ts'
import { geoLink, telLink } from './placeLinks.ts'

test('a place opens in the phone’s map, by its position or else its address', () => {
  expect(geoLink(aSite({ latitude: 40.7, longitude: -73.9, address: '1 Main St' }))).toBe(
    'geo:40.7,-73.9?q=40.7,-73.9(1%20Main%20St)',
  )
  expect(geoLink(aSite({ address: '1 Main St, Bronx' }))).toBe('geo:0,0?q=1%20Main%20St%2C%20Bronx')
  expect(geoLink(aSite())).toBeUndefined()
})

test('the number in a contact can be called, a contact without one cannot', () => {
  expect(telLink('Maria Silva, +1 (212) 555-0142, gate B')).toBe('tel:+12125550142')
  expect(telLink('Maria Silva at gate 12')).toBeUndefined()
})
