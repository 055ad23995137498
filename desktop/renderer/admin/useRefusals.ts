import { computed } from 'vue'
import { useCommands, type SentCommand } from '../commands/useCommands.ts'

/** Refused changes to rows of one kind ("user", "technician"): shown over their list until somebody has read why. */
export function useRefusals(kind: string) {
  const commands = useCommands()
  const refusals = computed(() => commands.refused.filter(({ command }) => command.name.startsWith(`${kind}.`)))
  const refusedIds = computed(() => new Set(refusals.value.flatMap(({ command }) => command.target ?? [])))
  const dismiss = (refusal: SentCommand): Promise<void> => commands.dismiss(refusal.id)
  return { refusals, refusedIds, dismiss }
}
