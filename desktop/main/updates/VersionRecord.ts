import { Type, type Static } from 'typebox'
import { Value } from 'typebox/value'
import { readIfThere, writeWhole } from '../files.ts'

const recordSchema = Type.Object({
  /** A version that is to be installed, or is and has not run well yet; and the one to go back to. */
  trial: Type.Optional(Type.Object({ version: Type.String(), before: Type.String(), installs: Type.Integer() })),
  /** Versions that did not come up on this machine: never taken again. */
  bad: Type.Array(Type.String(), { maxItems: 50 }),
})
export type VersionData = Static<typeof recordSchema>

/** So many starts or installs in a row that failed, and the version is given up. */
export const patience = 3

/** What a start is to do, by what is known of the version that starts. Pure: the record as it is to be kept is given back. */
export function judgeStart(
  data: VersionData,
  version: string,
  failedStarts: number,
): { data: VersionData; goBackTo?: string } {
  const { trial, bad } = data
  if (!trial) return { data }
  const withThis = [...new Set([...bad, trial.version])].slice(-50)
  // The trial is over when the one before runs: without a network the next start has to try again.
  if (version === trial.version && failedStarts >= patience)
    return { data: { trial, bad: withThis }, goBackTo: trial.before }
  // It could not be installed: the old one is kept, and is not bothered with it again.
  if (version === trial.before && trial.installs >= patience) return { data: { bad: withThis } }
  if (version === trial.before && bad.includes(trial.version)) return { data: { bad } }
  // Somebody has installed another one by hand.
  if (version !== trial.version && version !== trial.before) return { data: { bad } }
  return { data }
}

/** The versions of this machine, in one small file. One that cannot be read is as none. */
export class VersionRecord {
  readonly #file: string
  #data: VersionData

  constructor(file: string) {
    this.#file = file
    this.#data = readRecord(readIfThere(file))
  }

  /** The version to go back to, where this one does not come up. */
  start(version: string, failedStarts: number): string | undefined {
    const { data, goBackTo } = judgeStart(this.#data, version, failedStarts)
    if (data !== this.#data) this.#keep(data)
    return goBackTo
  }

  /** This version runs: it is no trial any more. */
  wentWell(version: string): void {
    if (this.#data.trial?.version === version) this.#keep({ bad: this.#data.bad })
  }

  isBad(version: string): boolean {
    return this.#data.bad.includes(version)
  }

  willInstall(version: string, before: string): void {
    const { trial, bad } = this.#data
    const installs = trial?.version === version ? trial.installs + 1 : 1
    this.#keep({ bad, trial: { version, before, installs } })
  }

  #keep(data: VersionData): void {
    this.#data = data
    writeWhole(this.#file, JSON.stringify(data))
  }
}

function readRecord(text: string | undefined): VersionData {
  try {
    const data: unknown = JSON.parse(text ?? '')
    if (Value.Check(recordSchema, data)) return data
  } catch {
    // As none.
  }
  return { bad: [] }
}
