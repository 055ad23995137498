import { dispositions, holdReasons, priorities, type Ticket } from '../../../api/contract/ticket.ts'
import { type TicketCommandName } from '../../../api/contract/stateMachines.ts'
import { isStaff } from '../../../api/contract/user.ts'
import { useRegistered, type Action } from '../actions/useActions.ts'
import { useCommands } from '../commands/useCommands.ts'
import { holdReasonWords, priorityWords, sentence } from '../ui/words.ts'
import { primaryStep, ticketSteps, type NextStep, type StepAnswer } from './nextSteps.ts'
import { useStepping } from './useStepping.ts'

/** The steps of the ticket in hand for the palette, those that ask something once for each usual answer. */
export function useStepActions(current: () => Ticket | undefined): void {
  const { take, asker } = useStepping()
  const commands = useCommands()
  const group = 'Ticket'

  const stepOf = (command: TicketCommandName): NextStep | undefined => {
    const ticket = current()
    return ticket && ticketSteps(ticket, asker()).find((step) => step.command === command)
  }
  const stepAction = (command: TicketCommandName, title: string, answer: StepAnswer = {}): Action => ({
    id: `step.${command}.${title}`,
    title,
    group,
    when: () => stepOf(command) !== undefined,
    run: () => {
      const step = stepOf(command)
      if (step) take(step, answer)
    },
  })

  useRegistered([
    {
      id: 'step.next',
      title: 'Take the next step',
      group,
      keys: 'n',
      when: () => nextOf(current, asker) !== undefined,
      run: () => {
        const step = nextOf(current, asker)
        if (step) take(step)
      },
    },
    stepAction('open', 'Open (triage)'),
    stepAction('claim', 'Claim'),
    stepAction('resume', 'Resume'),
    stepAction('close', 'Close'),
    stepAction('reopen', 'Reopen'),
    stepAction('release', 'Release everyone'),
    ...holdReasons.map((holdReason) =>
      stepAction('hold', `Hold: ${holdReasonWords[holdReason].toLowerCase()}`, { holdReason }),
    ),
    ...dispositions.map((disposition) =>
      stepAction('complete', `Complete: ${sentence(disposition).toLowerCase()}`, { disposition }),
    ),
    ...priorities.map((priority): Action => ({
      id: `priority.${priority}`,
      title: `Priority ${priority} ${priorityWords[priority].toLowerCase()}`,
      group,
      when: () => isStaff(asker().role) && current() !== undefined && current()?.priority !== priority,
      run: () => {
        const ticket = current()
        if (ticket) void commands.send({ name: 'ticket.update', target: ticket.id, input: { priority } })
      },
    })),
  ])
}

/** The usual next step, where it asks nothing. */
function nextOf(
  current: () => Ticket | undefined,
  asker: () => Parameters<typeof primaryStep>[1],
): NextStep | undefined {
  const ticket = current()
  const step = ticket && primaryStep(ticket, asker())
  return step?.asks === undefined ? step : undefined
}
