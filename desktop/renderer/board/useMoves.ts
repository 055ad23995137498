import { onScopeDispose, shallowRef } from 'vue'
import { useCommands } from '../commands/useCommands.ts'
import { newId } from '../connection/newId.ts'
import { useReplica } from '../replica/useReplica.ts'
import { type Toast } from '../ui/Toast.ts'
import { commandsOf, moveSentence, refusalOf, undoOf, type BoardMove } from './boardMoves.ts'

const mostUndone = 20
const mostToasts = 3
/** Long enough to read it, see that it was the wrong lane, and reach for the keys. */
const toastTime = 10_000

/** Moves cards, remembers how to bring them back, and says so. */
export function useMoves(onMove: (move: BoardMove) => void) {
  const replica = useReplica()
  const commands = useCommands()
  const toasts = shallowRef<readonly Toast[]>([])
  const done: { id: string; move: BoardMove }[] = []
  const timers = new Set<ReturnType<typeof setTimeout>>()
  const nameOf = (id: string): string => replica.technician(id)?.name ?? 'a technician'

  function close(id: string): void {
    toasts.value = toasts.value.filter((each) => each.id !== id)
  }

  function say(toast: Toast): void {
    toasts.value = [...toasts.value, toast].slice(-mostToasts)
    const timer = setTimeout(() => (close(toast.id), timers.delete(timer)), toastTime)
    timers.add(timer)
  }

  async function carryOut(move: BoardMove): Promise<void> {
    onMove(move)
    for (const command of commandsOf(move)) {
      // Refused on the spot: what was to follow it makes no sense.
      if (!(await commands.send(command))) return
    }
  }

  function move(move: BoardMove): void {
    const ticket = replica.ticket(move.ticketId)
    if (!ticket || move.from === move.to) return
    const id = newId()
    const refusal = refusalOf(move, ticket, nameOf)
    if (refusal !== undefined) return say({ id, text: refusal, tone: 'warning' })
    done.push({ id, move })
    if (done.length > mostUndone) done.shift()
    say({ id, text: moveSentence(move, ticket, nameOf), action: { label: 'Undo', keys: '$mod+z' } })
    void carryOut(move)
  }

  /** The last move, or the one that a toast spoke of. */
  function undo(id = done.at(-1)?.id): void {
    const index = done.findIndex((each) => each.id === id)
    const [entry] = index < 0 ? [] : done.splice(index, 1)
    if (!entry) return
    close(entry.id)
    const ticket = replica.ticket(entry.move.ticketId)
    const back = undoOf(entry.move, ticket, nameOf)
    if ('why' in back) return say({ id: newId(), text: back.why, tone: 'warning' })
    if (ticket) say({ id: newId(), text: `Undone: ${moveSentence(back.move, ticket, nameOf)}` })
    void carryOut(back.move)
  }

  onScopeDispose(() => {
    for (const timer of timers) clearTimeout(timer)
  })
  return { move, undo, toasts, close, nameOf }
}
