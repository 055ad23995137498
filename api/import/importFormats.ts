import { type ImportFormat } from './ImportedTicket.ts'
import { nyc311Format } from './nyc311/nyc311Format.ts'

/** Every kind of file that `npm run import` knows, by its name. */
export const importFormats: ReadonlyMap<string, ImportFormat> = new Map(
  [nyc311Format].map((format) => [format.name, format]),
)
