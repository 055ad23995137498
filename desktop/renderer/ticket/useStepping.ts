import { type SessionUser } from '../../../api/contract/session.ts'
import { useCommands } from '../commands/useCommands.ts'
import { useStatus } from '../replica/useStatus.ts'
import { commandOf, type NextStep, type StepAnswer } from './nextSteps.ts'

/** Takes steps: what the buttons, the palette and the keys all do. */
export function useStepping() {
  const commands = useCommands()
  const status = useStatus()
  const nobody: Pick<SessionUser, 'role' | 'technicianId'> = { role: 'technician' }

  function take(step: NextStep, answer: StepAnswer = {}): void {
    const command = commandOf(step, answer)
    if (command) void commands.send(command)
  }

  const asker = (): Pick<SessionUser, 'role' | 'technicianId'> => status.user ?? nobody
  return { take, asker }
}
