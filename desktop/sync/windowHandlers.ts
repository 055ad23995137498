import { type HistoryItem } from '../../api/contract/change.ts'
import { Refused } from '../../api/contract/errors.ts'
import { type Handlers } from '../link/answerer.ts'
import { linkVersion, type Status } from '../link/messages.ts'
import { accountCalls } from './accountCalls.ts'
import { type Api } from './api.ts'
import { type CommandQueue } from './CommandQueue.ts'
import { type Connection } from './Connection.ts'
import { exportCsv, importReport, listImports, previewImport, runImport } from './csvFiles.ts'
import { type Receipts } from './Receipts.ts'
import { type NotificationCentre } from './NotificationCentre.ts'
import { type NotificationPreferences } from '../../api/contract/notificationPreferences.ts'
import { preferencesCalls } from './notificationPreferences.ts'
import { acceptOwn } from './acceptOwn.ts'
import { asRefusal } from './asRefusal.ts'
import { downloadFile, uploadFile } from './files.ts'
import { getPage } from './getPage.ts'
import { type Replica } from './Replica.ts'
import { syncFigures } from './syncFigures.ts'
import { type SyncTally } from './SyncTally.ts'
import { type UserSession } from './UserSession.ts'
import { type WindowSession } from './WindowSession.ts'

export interface WindowHandlersOptions {
  session: UserSession
  api: Api
  queue: CommandQueue
  replica: Replica
  connection: Connection
  notifications: NotificationCentre
  onPreferences: (preferences: NotificationPreferences) => void
  receipts: Receipts
  tally: SyncTally
  serverVersion: () => string | undefined
  status: () => Status
  /** This machine's time. */
  now: () => number
  onHello: (session: WindowSession, windowId: string) => void
  onSignOut: (discardWaiting: boolean) => Promise<void>
  /** A person looks at this window. */
  onFocus: (session: WindowSession) => void
  /** It shows what is new for all windows from here on, or no longer. */
  onShowNews: (session: WindowSession, shows: boolean) => void
  /** Something is being typed on a ticket, or no longer. */
  onEditing: () => void
  /** Tickets were opened or closed. */
  onTickets: () => void
}

/** The calls of a window that concern more than its own rows. */
export function windowHandlers(options: WindowHandlersOptions) {
  const begunAt = options.now()
  const { session, queue, connection, notifications, status, onHello, onSignOut, onTickets } = options
  return (window: WindowSession): Omit<Handlers, 'watch' | 'unwatch'> => ({
    hello: ({ linkVersion: theirs, windowId }) => {
      if (theirs !== linkVersion) throw new Refused('invalid_input', 'This window is of another version: reload it.')
      onHello(window, windowId)
      return status()
    },
    signIn: (input) => session.signIn(input),
    signInOptions: () => session.signInOptions(),
    beginSingleSignOn: (input) => session.beginSingleSignOn(input),
    finishSingleSignOn: (input) => session.finishSingleSignOn(input),
    ...accountCalls(options.api),
    signOut: async ({ discardWaiting }) => {
      const { waiting } = queue
      if (waiting > 0 && !discardWaiting) {
        throw new Refused('conflict', `${waiting} of your changes have not been sent yet.`, { waiting })
      }
      await onSignOut(discardWaiting)
    },
    openTicket: ({ id }) => {
      window.openTickets.add(id)
      onTickets()
    },
    closeTicket: ({ id }) => {
      window.openTickets.delete(id)
      window.editedTickets.delete(id)
      onTickets()
    },
    editTicket: ({ id, isEditing }) => {
      if (isEditing) window.editedTickets.add(id)
      else window.editedTickets.delete(id)
      options.onEditing()
    },
    sawAssignments: ({ ids }) => options.receipts.saw(ids),
    send: async ({ command }) => {
      const sent = await queue.add(command, window.windowId ?? '')
      if (command.name === 'ticket.acknowledge') notifications.acknowledge(command.target ?? '')
      return sent
    },
    acceptTicket: ({ id }) => queue.add(acceptOwn(options.replica, session.user, id), window.windowId ?? ''),
    dismiss: ({ id }) => queue.dismiss(id),
    list: ({ collection, parent, params }) => {
      const above = parent === undefined ? '' : `/tickets/${encodeURIComponent(parent)}`
      return getPage(options.api, `${above}/${collection}`, params)
    },
    history: async ({ ticketId, cursor }) => {
      const page = await getPage(options.api, '/changes', { ticketId, ...(cursor !== undefined && { cursor }) })
      // Items of /changes are what the contract says: they are shown, never acted upon.
      return { ...page, items: page.items as HistoryItem[] }
    },
    upload: (input) => uploadFile(options.api, input),
    download: (input) => downloadFile(options.api, input),
    exportCsv: (input) => exportCsv(options.api, input),
    previewImport: (input) => previewImport(options.api, input),
    runImport: (input) => runImport(options.api, input),
    importReport: (input) => importReport(options.api, input),
    listImports: () => listImports(options.api),
    listNotifications: ({ params }) => getPage(options.api, '/notifications', params),
    readNotifications: (chosen) => asRefusal(notifications.choose('read', chosen)),
    clearNotifications: (chosen) => asRefusal(notifications.choose('clear', chosen)),
    ...preferencesCalls(options.api, options.onPreferences),
    showNews: ({ shows }) => options.onShowNews(window, shows),
    wake: ({ reason }) => {
      if (reason === 'focus') options.onFocus(window)
      connection.dispatch({ kind: 'wake', reason })
      queue.poke()
    },
    networkLost: () => connection.dispatch({ kind: 'networkLost' }),
    figures: () => syncFigures(options, begunAt),
  })
}
