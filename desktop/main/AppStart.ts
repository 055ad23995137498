import { type CrashCount } from './CrashCount.ts'
import { type LogFile } from './LogFile.ts'
import { type VersionRecord } from './updates/VersionRecord.ts'

/** What start.ts has opened for the rest of the app. */
export interface AppStart {
  /** The folder of this user's own. */
  data: string
  log: LogFile
  crashes: CrashCount
  versions: VersionRecord
}
