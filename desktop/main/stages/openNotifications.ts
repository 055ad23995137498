import { type LogFile } from '../LogFile.ts'
import { NativeNotifications } from '../notifications/NativeNotifications.ts'
import { type SyncWatch } from '../sync/SyncWatch.ts'
import { type Windows } from '../windows/Windows.ts'
import { type SayProblem } from './createSayProblem.ts'

export interface OpenNotificationsOptions {
  windows: Windows
  watch: SyncWatch
  log: LogFile
  problem: SayProblem
}

/** What the system shows of what is new, and what is done right in it. */
export function openNotifications({ windows, watch, log, problem }: OpenNotificationsOptions): NativeNotifications {
  const notifications = new NativeNotifications({
    isHeard: () => windows.all.length > 0,
    open: (view) => windows.go(view),
    read: (ids) => void watch.read(ids).catch(problem('It is still unread.')),
    accept: ({ ticket }) => ticket && void watch.accept(ticket.id).catch(problem('It was not accepted.')),
    acknowledge: ({ ticket }) =>
      ticket &&
      void watch
        .send({ name: 'ticket.acknowledge', target: ticket.id, input: {} })
        .catch(problem('The alarm was not acknowledged.')),
    reply: ({ ticket }, body) =>
      ticket &&
      void watch
        .send({ name: 'comment.create', parent: ticket.id, input: { body } })
        .catch(problem(`This was not sent: ${body}`)),
    log: (message, details) => log.write(message, details),
  })
  if (process.platform === 'darwin') {
    void notifications.adopt().catch((error: unknown) => log.write('no former notifications', { error: String(error) }))
  }
  return notifications
}
