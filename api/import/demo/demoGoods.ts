import { type CreateInventoryItem } from '../../contract/inventoryItem.ts'
import { type ShipmentCommandName } from '../../contract/stateMachines.ts'
import { type Skill } from './demoPeople.ts'

type Part = Pick<CreateInventoryItem, 'name' | 'sku' | 'unit'> & { skill: Skill }
type Stock = Part & { quantity: number; minimum: number; warehouse: string }

const main = 'Main'
const harlem = 'Harlem depot'

/** What lies in the warehouses; where there are fewer than the minimum, stock is low. */
export const demoStock: readonly Stock[] = [
  stock('heating', 'Circulator pump 1/25 HP', 'HT-1025', 6, 2, main),
  stock('heating', 'Thermostat, two-wire', 'HT-2200', 14, 5, main),
  stock('heating', 'Radiator valve 1/2"', 'HT-3050', 3, 10, main),
  stock('heating', 'Boiler sight glass', 'HT-3310', 0, 2, harlem),
  stock('plumbing', 'Copper pipe 3/4", 10 ft', 'PL-0750', 42, 20, main, 'lengths'),
  stock('plumbing', 'Ball valve 3/4"', 'PL-1175', 18, 8, main),
  stock('plumbing', 'P-trap 1-1/2"', 'PL-1400', 4, 6, harlem),
  stock('plumbing', 'Wax ring', 'PL-1900', 25, 10, harlem),
  stock('electrical', 'Circuit breaker 20 A', 'EL-2020', 31, 12, main),
  stock('electrical', 'LED street lamp 70 W', 'EL-7000', 9, 4, harlem),
  stock('electrical', 'Junction box 4"', 'EL-0404', 2, 15, main),
  stock('building', 'Door closer', 'BD-1100', 7, 3, main),
  stock('building', 'Plaster patch 8 x 8"', 'BD-0808', 40, 15, harlem),
  stock('building', 'Smoke detector', 'BD-5100', 22, 10, main),
  stock('streets', 'Cold asphalt, 50 lb', 'ST-0050', 64, 30, harlem, 'bags'),
  stock('streets', 'Traffic cone 28"', 'ST-2800', 48, 20, harlem),
  stock('streets', 'Sign post bracket', 'ST-3300', 5, 8, main),
]

function stock(
  skill: Skill,
  name: string,
  sku: string,
  quantity: number,
  minimum: number,
  warehouse: string,
  unit = 'pieces',
): Stock {
  return { skill, name, sku, quantity, minimum, warehouse, unit }
}

/** What a technician of that skill has on the van. */
export const demoVan: Readonly<Record<Skill, Part & { quantity: number }>> = {
  heating: { skill: 'heating', name: 'Thermostat, two-wire', sku: 'HT-2200', unit: 'pieces', quantity: 6 },
  plumbing: { skill: 'plumbing', name: 'Ball valve 3/4"', sku: 'PL-1175', unit: 'pieces', quantity: 8 },
  electrical: { skill: 'electrical', name: 'Circuit breaker 20 A', sku: 'EL-2020', unit: 'pieces', quantity: 10 },
  building: { skill: 'building', name: 'Smoke detector', sku: 'BD-5100', unit: 'pieces', quantity: 6 },
  streets: { skill: 'streets', name: 'Cold asphalt, 50 lb', sku: 'ST-0050', unit: 'bags', quantity: 9 },
}

/** The equipment of a site where such work is done. */
export const demoEquipment: Readonly<Record<Skill, string>> = {
  heating: 'Steam boiler, gas',
  plumbing: 'Booster pump',
  electrical: 'Distribution panel 200 A',
  building: 'Roof exhaust fan',
  streets: 'Street light controller',
}

/** Carriers of the demo day; no such companies exist, and by them the simulator knows which shipments are its own. */
export const demoCarriers = ['Hudson Parcel', 'Five Borough Freight'] as const

export interface DemoShipment {
  /** Minutes ago. */
  created: number
  /** Minutes from now. */
  expected: number
  description: string
  items: readonly { name: string; quantity: number }[]
  carrier: (typeof demoCarriers)[number]
  /** Minutes ago, and where it went. */
  steps: readonly (readonly [minutesAgo: number, step: ShipmentCommandName, reason?: string])[]
}

const day = 24 * 60

/** Every state of a shipment, every exception, and some that are due today. */
export const demoShipments: readonly DemoShipment[] = [
  parcel(20, 3 * day, 'Filters for next week', 'Air filter 20 x 20', 24, []),
  parcel(90, 2 * day, 'Door hardware', 'Door closer', 4, ['requested']),
  parcel(200, 2 * day, 'Junction boxes to restock', 'Junction box 4"', 40, ['requested', 'preparing']),
  parcel(215, 170, 'Sight glass for the boiler', 'Boiler sight glass', 2, ['requested', 'preparing', 'in-transit']),
  parcel(900, 95, 'Radiator valves', 'Radiator valve 1/2"', 20, [...sent(), 'out-for-delivery']),
  parcel(1000, 120, 'Lamp heads', 'LED street lamp 70 W', 3, [...sent(), 'out-for-delivery']),
  parcel(1300, 60, 'Pump, held at the counter', 'Booster pump seal kit', 1, [...sent(), 'available-for-pickup']),
  parcel(1500, -40, 'Traps and rings', 'P-trap 1-1/2"', 12, [...sent(), 'out-for-delivery', 'delivered']),
  parcel(2600, -600, 'Brackets', 'Sign post bracket', 10, [...sent(), 'out-for-delivery', 'delivered', 'received']),
  parcel(2000, -200, 'Relay board', 'Controller relay board', 1, [...sent(), 'exception'], 'delayed'),
  parcel(
    1400,
    30,
    'Breakers',
    'Circuit breaker 20 A',
    20,
    [...sent(), 'out-for-delivery', 'exception'],
    'failed_attempt',
  ),
  parcel(2400, -900, 'Window glass', 'Pane 36 x 48"', 2, [...sent(), 'exception'], 'damaged'),
  parcel(3800, -1500, 'Sensors', 'Water leak sensor', 6, [...sent(), 'exception'], 'lost'),
  parcel(4000, -1900, 'Wrong thread, sent back', 'Ball valve 1"', 5, [...sent(), 'exception', 'returned'], 'damaged'),
  parcel(600, 2 * day, 'Ordered twice', 'Smoke detector', 30, ['requested', 'cancelled']),
]

function sent(): ShipmentCommandName[] {
  return ['requested', 'preparing', 'in-transit']
}

/** Its steps lie evenly between its creation and now. */
function parcel(
  created: number,
  expected: number,
  description: string,
  name: string,
  quantity: number,
  steps: readonly ShipmentCommandName[],
  reason?: string,
): DemoShipment {
  const carrier = created % 200 === 0 ? demoCarriers[1] : demoCarriers[0]
  const timed = steps.map((step, index) => {
    const minutesAgo = Math.round(created - (created * (index + 1)) / (steps.length + 1))
    return step === 'exception' ? ([minutesAgo, step, reason ?? 'delayed'] as const) : ([minutesAgo, step] as const)
  })
  return { created, expected, description, items: [{ name, quantity }], carrier, steps: timed }
}
