import { dialog } from 'electron'
import { type LogFile } from '../LogFile.ts'

/** What a person asked for outside of any window was not done: says so. */
export type SayProblem = (message: string) => (error: unknown) => Promise<void>

export function createSayProblem(log: LogFile): SayProblem {
  return (message) => async (error) => {
    const detail = error instanceof Error ? error.message : String(error)
    log.write(message, { error: detail })
    await dialog.showMessageBox({ type: 'info', message, detail, buttons: ['OK'] })
  }
}
