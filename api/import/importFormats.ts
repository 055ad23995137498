import { type ImportFormat } from './ImportedTicket.ts'
import { ownInventory } from './own/ownInventory.ts'
import { ownSites } from './own/ownSites.ts'
import { ownTechnicians } from './own/ownTechnicians.ts'
import { ownTickets } from './own/ownTickets.ts'
import { nyc311Format } from './nyc311/nyc311Format.ts'

/** Every kind of file that `npm run import` knows, by its name. */
export const importFormats: ReadonlyMap<string, ImportFormat> = new Map(
  [nyc311Format, ownSites, ownTechnicians, ownInventory, ownTickets].map((format): [string, ImportFormat] => [
    format.name,
    format,
  ]),
)
