import { computed, type Ref } from 'vue'
import { type Ticket, type UpdateTicket } from '../../../api/contract/ticket.ts'
import { type RowChange } from '../../link/messages.ts'
import { useCommands, type SentCommand } from '../commands/useCommands.ts'
import { draftState, keptMine, typed } from './drafts.ts'
import { useDrafts } from './useDrafts.ts'

export type EditableField = keyof UpdateTicket

/** A refused change of one field: what was wanted, and why it was not done. */
export interface FieldRefusal {
  id: string
  message: string
  isConflict: boolean
  wanted: UpdateTicket[EditableField]
}

export type Field = ReturnType<typeof useField>

/** One editable field of a ticket: its draft, what waits, what was refused, and the ways to save. */
export function useField(row: Ref<RowChange<'ticket'>>, field: EditableField, textOf: (ticket: Ticket) => string) {
  const drafts = useDrafts()
  const commands = useCommands()
  const saved = computed(() => textOf(row.value.data))
  const draft = computed(() => drafts.of(row.value.id, field))
  const state = computed(() => draftState(draft.value, saved.value))
  const isWaiting = computed(() => row.value.pendingFields.includes(field))
  const refusals = computed(() => commands.refusedOf(row.value.id).flatMap((sent) => refusalOf(sent, field)))

  function type(text: string): void {
    drafts.set(row.value.id, field, typed(draft.value, text, saved.value, row.value.version))
  }

  function discard(): void {
    drafts.set(row.value.id, field, undefined)
  }

  function keepMine(): void {
    if (draft.value) drafts.set(row.value.id, field, keptMine(draft.value, saved.value, row.value.version))
  }

  /** Measured against what was there when typing began: another's newer value is never overwritten unseen. */
  async function save(value: UpdateTicket[EditableField]): Promise<void> {
    const baseVersion = draft.value?.baseVersion ?? row.value.version
    const isSent = await commands.send({
      name: 'ticket.update',
      target: row.value.id,
      input: { [field]: value },
      ...(baseVersion > 0 ? { baseVersion } : {}),
    })
    if (isSent) discard()
  }

  /** "Save mine anyway": the value as it is now was seen. */
  async function saveAnyway({ id, wanted }: FieldRefusal): Promise<void> {
    const { version, id: target } = row.value
    const isSent = await commands.send({
      name: 'ticket.update',
      target,
      input: { [field]: wanted },
      baseVersion: version,
    })
    if (isSent) await commands.dismiss(id)
  }

  return {
    saved,
    draft,
    state,
    isWaiting,
    refusals,
    type,
    discard,
    keepMine,
    save,
    saveAnyway,
    dismiss: commands.dismiss,
  }
}

function refusalOf({ id, command, refusal }: SentCommand, field: EditableField): FieldRefusal[] {
  if (command.name !== 'ticket.update' || !refusal || !Object.hasOwn(command.input, field)) return []
  return [{ id, message: refusal.message, isConflict: refusal.code === 'conflict', wanted: command.input[field] }]
}
