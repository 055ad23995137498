import { type SentCommand } from './useCommands.ts'

/** Refused commands about one row that show beside it as a whole; those about a field show at the field. */
export function refusedAbout(rowId: string, refused: readonly SentCommand[]): SentCommand[] {
  return refused.filter(({ command }) => command.target === rowId && !command.name.endsWith('.update'))
}
