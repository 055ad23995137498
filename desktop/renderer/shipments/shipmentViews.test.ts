import fc from 'fast-check'
import { expect, test } from 'vitest'
import { shipmentStatuses } from '../../../api/contract/shipment.ts'
import { aShipment, someTime } from '../testing/rows.ts'
import {
  awaitsReceipt,
  isDueToday,
  isEndedShipment,
  isLateShipment,
  isUnderWay,
  shipmentViews,
  stateSince,
} from './shipmentViews.ts'

/** 23:00 in New York; the next day in Europe. */
const now = Date.parse('2026-11-23T04:00:00.000Z')
const viewing = { now, zone: 'America/New_York' }

test('every state is a draft, under way, arrived, or ended: exactly one of the four', () => {
  for (const status of shipmentStatuses) {
    const rules = [status === 'draft', isUnderWay({ status }), awaitsReceipt({ status }), isEndedShipment({ status })]
    expect({ status, holding: rules.filter(Boolean).length }).toEqual({ status, holding: 1 })
  }
})

test('due today is by the site’s day, not the viewer’s', () => {
  const at = (expectedAt: string) => isDueToday(aShipment({ expectedAt }), viewing)
  expect(at('2026-11-23T04:30:00.000Z'), '23:30 there').toBe(true)
  expect(at('2026-11-23T05:30:00.000Z'), '00:30 the next day there').toBe(false)
  expect(isDueToday(aShipment({ expectedAt: '2026-11-23T05:30:00.000Z' }), { now, zone: 'Europe/Berlin' })).toBe(true)
})

test('what was due before and is not here is due today, and late', () => {
  const overdue = aShipment({ expectedAt: '2026-11-20T10:00:00.000Z' })
  expect([isDueToday(overdue, viewing), isLateShipment(overdue, now)]).toEqual([true, true])
  const later = aShipment({ expectedAt: '2026-11-23T04:30:00.000Z' })
  expect([isDueToday(later, viewing), isLateShipment(later, now)]).toEqual([true, false])
})

test('what has arrived, ended, or was never asked for is neither due nor late', () => {
  for (const status of ['draft', 'delivered', 'available_for_pickup', 'received', 'cancelled', 'returned'] as const) {
    const shipment = aShipment({ status, expectedAt: '2026-11-20T10:00:00.000Z' })
    expect([isDueToday(shipment, viewing), isLateShipment(shipment, now)]).toEqual([false, false])
  }
})

test('a shipment without an expected time is never late', () => {
  expect(isLateShipment(aShipment(), now)).toBe(false)
})

test('it is in its state since the last time that is kept', () => {
  const shipment = aShipment({
    status: 'in_transit',
    inTransitAt: '2026-11-21T08:00:00.000Z',
    exceptionAt: '2026-11-22T09:00:00.000Z',
  })
  expect(stateSince(shipment)).toBe(someTime)
  expect(
    stateSince(aShipment({ createdAt: '2026-11-20T00:00:00.000Z', inTransitAt: '2026-11-21T08:00:00.000Z' })),
  ).toBe('2026-11-21T08:00:00.000Z')
})

test('ended lately holds what ended in the last seven days', () => {
  const lately = shipmentViews.find(({ id }) => id === 'ended')
  const received = (receivedAt: string) =>
    aShipment({ status: 'received', createdAt: '2026-10-01T00:00:00.000Z', receivedAt })
  expect(lately?.holds(received('2026-11-17T00:00:00.000Z'), viewing)).toBe(true)
  expect(lately?.holds(received('2026-11-10T00:00:00.000Z'), viewing)).toBe(false)
})

test('the tabs of what goes on never show one shipment twice, but for those due and those in trouble', () => {
  const partition = ['under-way', 'delivered', 'drafts', 'ended']
  fc.assert(
    fc.property(fc.constantFrom(...shipmentStatuses), fc.integer({ min: -20, max: 20 }), (status, days) => {
      const shipment = aShipment({ status, createdAt: new Date(now + days * 86_400_000).toISOString() })
      const holding = shipmentViews.filter(({ id, holds }) => partition.includes(id) && holds(shipment, viewing))
      expect(holding.length).toBeLessThanOrEqual(1)
      expect(shipmentViews.find(({ id }) => id === 'all')?.holds(shipment, viewing)).toBe(true)
    }),
  )
})
