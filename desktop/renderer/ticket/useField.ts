import { computed, type Ref } from 'vue'
import { type CommandInput } from '../../../api/contract/commands.ts'
import { type Command, type RowChange, type Rows } from '../../link/messages.ts'
import { useCommands, type SentCommand } from '../commands/useCommands.ts'
import { draftState, keptMine, typed } from './drafts.ts'
import { useDrafts } from './useDrafts.ts'

/** Kinds of rows that are edited field by field. */
export type EditableType = 'ticket' | 'shipment' | 'inventory'
type Patch<Type extends EditableType> = CommandInput<`${Type}.update`>
export type EditableField<Type extends EditableType = 'ticket'> = keyof Patch<Type> & string
export type FieldValue<Type extends EditableType = 'ticket'> = Patch<Type>[keyof Patch<Type>]

/** A refused change of one field: what was wanted, and why it was not done. */
export interface FieldRefusal {
  id: string
  message: string
  isConflict: boolean
  wanted: unknown
}

/** What a field's line shows of it, whatever it is of. */
export interface Field {
  isWaiting: Readonly<Ref<boolean>>
  refusals: Readonly<Ref<readonly FieldRefusal[]>>
  saveAnyway: (refusal: FieldRefusal) => Promise<void>
  dismiss: (id: string) => Promise<void>
}

/** One editable field of a row: its draft, what waits, what was refused, and the ways to save. */
export function useField<Type extends EditableType>(
  row: Ref<RowChange<Type>>,
  field: EditableField<Type>,
  textOf: (data: Rows[Type]) => string,
) {
  const drafts = useDrafts()
  const commands = useCommands()
  const saved = computed(() => textOf(row.value.data))
  const draft = computed(() => drafts.of(row.value.id, field))
  const state = computed(() => draftState(draft.value, saved.value))
  const isWaiting = computed(() => row.value.pendingFields.includes(field))
  const refusals = computed(() =>
    commands.refused.filter(({ command }) => command.target === row.value.id).flatMap((sent) => refusalOf(sent, field)),
  )

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
  async function save(value: FieldValue<Type>): Promise<void> {
    await saveText(value)
  }

  /** The same for a field of text, where only its own place knows what it takes. */
  async function saveText(value: unknown): Promise<void> {
    const isSent = await commands.send(patch(value, draft.value?.baseVersion ?? row.value.version))
    if (isSent) discard()
  }

  /** "Save mine anyway": the value as it is now was seen. */
  async function saveAnyway({ id, wanted }: FieldRefusal): Promise<void> {
    const isSent = await commands.send(patch(wanted, row.value.version))
    if (isSent) await commands.dismiss(id)
  }

  function patch(value: unknown, baseVersion: number): Command {
    const { type: kind, id: target } = row.value
    const base = baseVersion > 0 ? { baseVersion } : {}
    // Which fields a kind has, and what they take, is said by the types above; what was refused was once sent so.
    return { name: `${kind}.update`, target, input: { [field]: value }, ...base } as Command
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
    saveText,
    saveAnyway,
    dismiss: commands.dismiss,
  }
}

function refusalOf({ id, command, refusal }: SentCommand, field: string): FieldRefusal[] {
  if (!command.name.endsWith('.update') || !refusal) return []
  const wanted = Object.entries(command.input).find(([name]) => name === field)
  return wanted ? [{ id, message: refusal.message, isConflict: refusal.code === 'conflict', wanted: wanted[1] }] : []
}
