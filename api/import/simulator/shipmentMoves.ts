import { type Principal } from '../../contract/principal.ts'
import { type Shipment } from '../../contract/shipment.ts'
import { demoCarriers } from '../demo/demoGoods.ts'
import { age } from './age.ts'
import { type Candidate, type Move } from './Move.ts'
import { type SimulatorState } from './SimulatorState.ts'

/** Below this another one is ordered, so that there is always something on its way. */
const fewest = 8
/** Seconds that a shipment rests in a state: slower than people, quick enough to be seen within a visit. */
const rest = 180

/** The demo's parcels go on their way, now and then one is late. */
export function shipmentMoves(state: SimulatorState): Candidate[] {
  const [principal] = state.dispatchers
  if (!principal) return []
  const moves = state.shipments
    .filter((shipment) => age(state, shipment.updatedAt) > rest)
    .flatMap((shipment) => stepsOf(principal, shipment))
  const siteId = state.siteIds[state.shipments.length % Math.max(state.siteIds.length, 1)]
  if (state.shipments.length >= fewest || siteId === undefined) return moves
  const expectedAt = new Date(state.now.getTime() + 3 * 3600_000).toISOString()
  const input = { siteId, expectedAt, carrier: demoCarriers[0], description: 'Parts for the van', items: [] }
  return [...moves, { weight: 0.2, move: { name: 'shipment.create', principal, id: '', input } }]
}

function stepsOf(principal: Principal, { id, status }: Shipment): Candidate[] {
  const step = (name: Exclude<Move['name'] & `shipment.${string}`, ShipmentWithInput>, weight = 0.2): Candidate => ({
    weight,
    move: { name, principal, id, input: {} },
  })
  switch (status) {
    case 'draft':
      return [step('shipment.requested')]
    case 'requested':
      return [step('shipment.preparing')]
    case 'preparing':
      return [step('shipment.in-transit')]
    case 'in_transit':
      return [
        step('shipment.out-for-delivery'),
        { weight: 0.02, move: { name: 'shipment.exception', principal, id, input: { reason: 'delayed' } } },
      ]
    case 'out_for_delivery':
      return [step('shipment.delivered')]
    case 'available_for_pickup':
    case 'delivered':
      return [step('shipment.received')]
    case 'exception':
      return [step('shipment.in-transit', 0.05)]
    default:
      return []
  }
}

type ShipmentWithInput = 'shipment.create' | 'shipment.update' | 'shipment.exception'
