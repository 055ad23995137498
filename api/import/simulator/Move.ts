import { type CommandInput, type CommandName } from '../../contract/commands.ts'
import { type Principal } from '../../contract/principal.ts'

/** One command of one person. */
export type Move = {
  [Name in CommandName]: { name: Name; principal: Principal; id: string; parent?: string; input: CommandInput<Name> }
}[CommandName]

/** A move and how often it is made beside others: 1 is a usual one. */
export interface Candidate {
  weight: number
  move: Move
}
