import { type Principal } from '../../contract/principal.ts'
import { type Shipment } from '../../contract/shipment.ts'
import { type Technician } from '../../contract/technician.ts'
import { type Ticket } from '../../contract/ticket.ts'

/** A technician of the demo, and the person who can act as them; nobody, where that person is signed in. */
export interface SimulatedTechnician {
  technician: Technician
  actsAs: Principal | undefined
}

/** What the simulator sees before each move. */
export interface SimulatorState {
  now: Date
  /** The dispatchers that nobody is signed in as. */
  dispatchers: readonly Principal[]
  technicians: readonly SimulatedTechnician[]
  /** The demo's tickets that are not over, and the completed ones that are still to be closed. */
  tickets: readonly Ticket[]
  /** Those that somebody who is signed in has just worked on: not ours to move. */
  handsOff: ReadonlySet<string>
  siteIds: readonly string[]
  /** The demo's shipments that are under way. */
  shipments: readonly Shipment[]
}
