import { manualStatuses, type ManualStatus, type Technician } from '../../../api/contract/technician.ts'
import { isStaff } from '../../../api/contract/user.ts'
import { useRegistered, type Action } from '../actions/useActions.ts'
import { useCommands } from '../commands/useCommands.ts'
import { useStatus } from '../replica/useStatus.ts'
import { technicianStatusWords } from '../ui/words.ts'

/** Sets what a technician does: dispatchers for anyone, technicians for themselves. */
export function useTechnicianSteps() {
  const commands = useCommands()
  const status = useStatus()

  function mayMove({ id }: Technician): boolean {
    const { user } = status
    return user !== undefined && (isStaff(user.role) || user.technicianId === id)
  }

  function toggleDuty({ id, duty }: Technician): void {
    void commands.send({
      name: 'technician.duty',
      target: id,
      input: { duty: duty === 'on_shift' ? 'off_shift' : 'on_shift' },
    })
  }

  function setStatus({ id }: Technician, to: ManualStatus, reason?: string): void {
    void commands.send({
      name: 'technician.status',
      target: id,
      input: { status: to, ...(reason !== undefined && { reason }) },
    })
  }

  return { mayMove, toggleDuty, setStatus }
}

/** The same from the palette and by key, for the technician under the cursor. */
export function useTechnicianActions(current: () => Technician | undefined): void {
  const { mayMove, toggleDuty, setStatus } = useTechnicianSteps()
  const group = 'Technician'
  const when = (): boolean => {
    const technician = current()
    return technician !== undefined && mayMove(technician)
  }
  const forCurrent = (act: (technician: Technician) => void) => () => {
    const technician = current()
    if (technician) act(technician)
  }
  useRegistered([
    {
      id: 'technician.duty',
      title: 'Begin or end the shift',
      group,
      keys: 'Shift+d',
      words: 'duty on off',
      when,
      run: forCurrent(toggleDuty),
    },
    // `unavailable` asks why: its menu does.
    ...manualStatuses
      .filter((each) => each !== 'unavailable')
      .map((each): Action => ({
        id: `technician.${each}`,
        title: `Status: ${technicianStatusWords[each].toLowerCase()}`,
        group,
        when,
        run: forCurrent((technician) => setStatus(technician, each)),
      })),
  ])
}
