import { expect, test } from 'vitest'
import { idOf } from '../testing/rows.ts'
import { createShipmentOf, emptyShipmentForm, isWebAddress, shipmentFormProblems } from './shipmentForm.ts'

test('a new shipment says what it is and where it goes', () => {
  expect(Object.keys(shipmentFormProblems(emptyShipmentForm))).toEqual(['what', 'place'])
  expect(shipmentFormProblems({ ...emptyShipmentForm, items: 'Valve', siteId: idOf(5) })).toEqual({})
})

test('only web addresses become links', () => {
  expect(isWebAddress('https://carrier.example/1?x=2')).toBe(true)
  for (const text of ['javascript:alert(1)', 'carrier.example', 'https://a b', '//x', ' https://x'])
    expect({ text, is: isWebAddress(text) }).toEqual({ text, is: false })
  const form = { ...emptyShipmentForm, items: 'Valve', siteId: idOf(5), trackingUrl: 'javascript:alert(1)' }
  expect(Object.keys(shipmentFormProblems(form))).toEqual(['trackingUrl'])
})

test('what is left empty is left out', () => {
  const form = { ...emptyShipmentForm, items: '2 x Valve', ticketId: idOf(1), carrier: ' UPS ' }
  expect(createShipmentOf(form, idOf(9), () => undefined)).toEqual({
    name: 'shipment.create',
    input: { id: idOf(9), ticketId: idOf(1), carrier: 'UPS', items: [{ name: 'Valve', quantity: 2 }] },
  })
})
