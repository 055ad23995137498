import { type Priority } from '../../../api/contract/ticket.ts'
import { type Command } from '../../link/messages.ts'
import { priorityOf } from '../tickets/stateOf.ts'

/** What is typed into the form of a new ticket. */
export interface TicketForm {
  title: string
  description: string
  siteId: string
  /** A site that does not exist yet; it is made first. */
  newSite: { name: string; address: string; timeZone: string } | undefined
  type: string
  priority: Priority
  /** RFC 3339; empty: not scheduled. */
  scheduledFor: string
}

export const emptyForm: TicketForm = {
  title: '',
  description: '',
  siteId: '',
  newSite: undefined,
  type: '',
  priority: 'P3',
  scheduledFor: '',
}

export type FormProblems = Partial<Record<'title' | 'site' | 'address' | 'type', string>>

/** What stands in the way of creating it, by field. */
export function formProblems({ title, siteId, newSite, type }: TicketForm): FormProblems {
  const problems: FormProblems = {}
  if (title.trim() === '') problems.title = 'Say in a few words what is to be done.'
  if (siteId === '' && !newSite) problems.site = 'Say where.'
  if (newSite && newSite.address.trim() === '') problems.address = 'A new site needs its address.'
  if (type.trim() === '') problems.type = 'Say what kind of job it is.'
  return problems
}

/** The commands that make it, in their order: a new site before the ticket that is there. */
export function commandsOf(form: TicketForm, newId: () => string): { commands: Command[]; ticketId: string } {
  const ticketId = newId()
  const commands: Command[] = []
  let { siteId } = form
  if (form.newSite) {
    siteId = newId()
    const { name, address, timeZone } = form.newSite
    commands.push({
      name: 'site.create',
      input: { id: siteId, name: name.trim(), address: address.trim(), ...(timeZone === '' ? {} : { timeZone }) },
    })
  }
  const { title, type, priority, description, scheduledFor } = form
  commands.push({
    name: 'ticket.create',
    input: {
      id: ticketId,
      title: title.trim(),
      siteId,
      type: type.trim(),
      priority,
      ...(description.trim() === '' ? {} : { description: description.trim() }),
      ...(scheduledFor === '' ? {} : { scheduledFor }),
    },
  })
  return { commands, ticketId }
}

/** A refused ticket back in the form. */
export function formOf(input: Extract<Command, { name: 'ticket.create' }>['input']): TicketForm {
  const { title, description = '', siteId, type, priority, scheduledFor } = input
  return { ...emptyForm, title, description, siteId, type, priority, scheduledFor: scheduledFor ?? '' }
}

export function readForm(text: string | null): TicketForm {
  try {
    const stored: unknown = JSON.parse(text ?? '{}')
    if (typeof stored !== 'object' || stored === null) return emptyForm
    const given: Partial<Record<keyof TicketForm, unknown>> = stored
    const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
    return {
      ...emptyForm,
      title: textOf(given.title),
      description: textOf(given.description),
      siteId: textOf(given.siteId),
      type: textOf(given.type),
      priority: given.priority === undefined ? emptyForm.priority : priorityOf(textOf(given.priority)),
      scheduledFor: textOf(given.scheduledFor),
    }
  } catch {
    return emptyForm
  }
}
