import { defineStore } from 'pinia'
import { computed, shallowRef, triggerRef } from 'vue'
import { type Command, type CommandState } from '../../link/messages.ts'
import { newId } from '../connection/newId.ts'
import { refusalOf, sentenceOf } from '../connection/sentenceOf.ts'
import { useLink } from '../connection/useLink.ts'
import { useReplica } from '../replica/useReplica.ts'
import { ticketOfCommand } from './ticketOfCommand.ts'

/** A command and the ticket beside which what became of it is shown. */
export interface SentCommand extends CommandState {
  ticketId: string | undefined
}

export interface CommandWarning {
  id: string
  ticketId: string | undefined
  messages: string[]
}

/** The way of every write: sent over the link, waiting until confirmed, refused until its author has read why. */
export const useCommands = defineStore('commands', () => {
  const link = useLink()
  const replica = useReplica()
  const sent = shallowRef(new Map<string, SentCommand>())
  /** Those that never reached the queue: nobody but this window knows of them. */
  const unsent = new Set<string>()
  const warnings = shallowRef<CommandWarning[]>([])

  function apply(states: CommandState[]): void {
    for (const state of states) {
      const known = sent.value.get(state.id)
      const ticketId = known?.ticketId ?? ticketOfCommand(state.command, replica.tickets)
      if (state.state === 'waiting' || state.state === 'refused') sent.value.set(state.id, { ...state, ticketId })
      else sent.value.delete(state.id)
      if (state.state === 'confirmed') warn(state, ticketId ?? state.resultId)
    }
    triggerRef(sent)
  }

  function warn({ id, warnings: given, windowId }: CommandState, ticketId: string | undefined): void {
    if (!given || windowId !== link.windowId) return
    warnings.value = [...warnings.value, { id, ticketId, messages: given.map(({ message }) => message) }]
  }

  /** False where it was refused at once; the refusal is then among `refused`, like any other. */
  async function send(command: Command): Promise<boolean> {
    try {
      await link.call('send', { command })
      return true
    } catch (error) {
      const id = newId()
      unsent.add(id)
      const state = {
        id,
        command,
        windowId: link.windowId,
        sentAt: new Date().toISOString(),
        refusal: refusalOf(error),
      }
      apply([{ ...state, state: 'refused' }])
      return false
    }
  }

  async function dismiss(id: string): Promise<void> {
    if (!unsent.delete(id)) {
      try {
        await link.call('dismiss', { id })
      } catch (error) {
        // It stays where it is, with its reason; only that it could not be dismissed is new.
        const state = sent.value.get(id)
        if (state?.refusal) sent.value.set(id, { ...state, refusal: { ...state.refusal, message: sentenceOf(error) } })
        triggerRef(sent)
        return
      }
    }
    sent.value.delete(id)
    triggerRef(sent)
  }

  function dismissWarning(id: string): void {
    warnings.value = warnings.value.filter((each) => each.id !== id)
  }

  /** Nobody is signed in: what the next one did comes with their sign-in. */
  function reset(): void {
    sent.value = new Map()
    unsent.clear()
    warnings.value = []
  }

  const all = computed(() => [...sent.value.values()])
  const waiting = computed(() => all.value.filter(({ state }) => state === 'waiting'))
  const refused = computed(() => all.value.filter(({ state }) => state === 'refused'))
  const refusedOf = (ticketId: string): SentCommand[] => refused.value.filter((each) => each.ticketId === ticketId)
  const warningsOf = (ticketId: string): CommandWarning[] => warnings.value.filter((each) => each.ticketId === ticketId)

  return { waiting, refused, warnings, apply, send, dismiss, dismissWarning, reset, refusedOf, warningsOf }
})
