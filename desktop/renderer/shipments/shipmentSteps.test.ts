import { expect, test } from 'vitest'
import { shipmentExceptions, shipmentStatuses } from '../../../api/contract/shipment.ts'
import { shipmentMachine } from '../../../api/contract/stateMachines.ts'
import { aShipment, idOf } from '../testing/rows.ts'
import { shipmentCommandOf, shipmentSteps, shipmentTrack } from './shipmentSteps.ts'

const names = (status: (typeof shipmentStatuses)[number]) => shipmentSteps({ status }).map(({ command }) => command)

test('the steps are those of the machine, the usual one first', () => {
  expect(names('draft')).toEqual(['requested', 'cancelled'])
  expect(names('in_transit')).toEqual(['out-for-delivery', 'available-for-pickup', 'exception'])
  expect(names('exception')).toEqual(['in-transit', 'returned'])
  expect(names('received')).toEqual([])
  for (const status of shipmentStatuses) {
    for (const command of names(status)) expect(shipmentMachine[command].from).toContain(status)
  }
})

test('no two steps of one state have the same key', () => {
  for (const status of shipmentStatuses) {
    const keys = shipmentSteps({ status }).map(({ key }) => key)
    expect(new Set(keys).size).toBe(keys.length)
  }
})

test('an exception says what went wrong, or is no command', () => {
  expect(shipmentCommandOf('exception', idOf(1))).toBeUndefined()
  for (const reason of shipmentExceptions) {
    expect(shipmentCommandOf('exception', idOf(1), reason)).toEqual({
      name: 'shipment.exception',
      target: idOf(1),
      input: { reason },
    })
  }
  expect(shipmentCommandOf('received', idOf(1))).toEqual({ name: 'shipment.received', target: idOf(1), input: {} })
})

test('the track has what was in its order, then what usually follows', () => {
  const back = aShipment({
    status: 'in_transit',
    createdAt: '2026-11-20T08:00:00.000Z',
    inTransitAt: '2026-11-21T08:00:00.000Z',
    exceptionAt: '2026-11-22T09:00:00.000Z',
  })
  const stops = shipmentTrack(back)
  expect(stops.map(({ status }) => status)).toEqual([
    'draft',
    'in_transit',
    'exception',
    'out_for_delivery',
    'delivered',
    'received',
  ])
  expect(stops.filter(({ isCurrent }) => isCurrent).map(({ status }) => status)).toEqual(['in_transit'])
})

test('a step that waits to be confirmed is the last stop, without a time', () => {
  const waiting = aShipment({ status: 'delivered', inTransitAt: '2026-11-23T08:00:00.000Z' })
  const stop = shipmentTrack(waiting).find(({ isCurrent }) => isCurrent)
  expect(stop).toEqual({ status: 'delivered', at: undefined, isCurrent: true })
})

test('nothing follows the end', () => {
  for (const status of ['received', 'returned', 'cancelled'] as const)
    expect(shipmentTrack(aShipment({ status })).at(-1)?.status).toBe(status)
})
