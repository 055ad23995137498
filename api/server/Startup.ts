import { type Logger } from 'pino'
import { type Config } from '../config.ts'

/** What every step of the start-up is handed; what it opens it gives to `opened`, which closes in the reverse order. */
export interface Startup {
  config: Config
  log: Logger
  opened: AsyncDisposableStack
  /** Of package.json. */
  version: string
  now: () => Date
}
