import { type Attachment } from '../../api/contract/attachment.ts'
import { type EntityType, type HistoryItem } from '../../api/contract/change.ts'
import { type Comment } from '../../api/contract/comment.ts'
import { type CommandInput, type CommandName } from '../../api/contract/commands.ts'
import { type ErrorBody } from '../../api/contract/errors.ts'
import { type ImportFormatName, type ImportPreview, type ImportRun } from '../../api/contract/imports.ts'
import { type InventoryItem } from '../../api/contract/inventoryItem.ts'
import { type Collection } from '../../api/contract/lists.ts'
import { type ChosenNotifications, type Notification } from '../../api/contract/notification.ts'
import { type NotificationPreferences } from '../../api/contract/notificationPreferences.ts'
import { type PresentPerson } from '../../api/contract/presence.ts'
import { type SessionUser, type SignIn } from '../../api/contract/session.ts'
import { type Shipment } from '../../api/contract/shipment.ts'
import { type Site } from '../../api/contract/site.ts'
import { type Technician } from '../../api/contract/technician.ts'
import { type Ticket } from '../../api/contract/ticket.ts'
import { type TimeEntry } from '../../api/contract/timeEntry.ts'
import { type User, type UserName, type UserWithEmail } from '../../api/contract/user.ts'
import { accountDeadlines, type AccountCalls } from './accountCalls.ts'

/**
 * Everything that crosses between a window and the sync client, in one map. A new call is one line here and one handler
 * in sync/windowSession. The version is in the SharedWorker's name: an old worker outlives a deploy, and must never
 * be spoken to by newer windows.
 */
export const linkVersion = 14

/** The rows a window mirrors, by their type. */
export interface Rows extends Record<EntityType, object> {
  ticket: Ticket
  site: Site
  shipment: Shipment
  user: User | UserWithEmail | UserName
  technician: Technician
  inventory: InventoryItem
  comment: Comment
  time_entry: TimeEntry
  attachment: Attachment
}
export type RowType = EntityType

/** Where the connection stands: the three states every window shows are live, reconnecting and offline. */
export type Phase = 'starting' | 'catching_up' | 'live' | 'reconnecting' | 'offline' | 'signed_out'

export interface Status {
  phase: Phase
  user: SessionUser | undefined
  /** Server time up to which the replica is known to be complete; undefined while it has never been. */
  asOf: string | undefined
  /** When the next try begins (this machine's clock, ms), while reconnecting or offline. */
  nextTryAt: number | undefined
  /** True while the push connection is down and changes are fetched every 30 s instead. */
  polling: boolean
  /** Milliseconds from commit to applied here, of the last change that arrived live; server clock corrected. */
  latency: number | undefined
  /** Server time minus this machine's time, ms. */
  clockOffset: number
  /** Commands that wait to be sent or confirmed. */
  waiting: number
  /** Why the last try failed or why nobody is signed in, in plain words. */
  problem: string | undefined
  /** The server speaks a newer contract than this console: reload when convenient. */
  outdated: boolean
  /** Where the sync client lives: one for all windows (`shared`, `process`), one tab leading the others, or one a tab. */
  home: Home
  /** False where nothing can be kept on disk: the replica and waiting commands end with the sync client. */
  durable: boolean
}

export type Home = 'shared' | 'leader' | 'tab' | 'process'

/** One row as it is to be shown: with the commands that wait already applied, and named in `pending`. */
export interface RowChange<Type extends RowType = RowType> {
  type: Type
  id: string
  version: number
  data: Rows[Type]
  /** Ids of waiting commands that this row shows; empty when it is as the server says. */
  pending: string[]
  /** Fields whose values come from waiting commands. */
  pendingFields: string[]
}

/**
 * Rows that changed since the batch before. The first ones after `watch` come in parts (2,000 rows each, one a tick):
 * the part that names a type in `reset` begins, the one that names it in `complete` ends the first load; what the mirror
 * held of that type before and did not get in between is gone. `reset` comes again when another user signs in.
 */
export interface RowsBatch {
  reset: RowType[]
  rows: RowChange[]
  gone: { type: RowType; id: string }[]
  complete: RowType[]
  /** When the changes among them that were pushed had been committed, ms by the server's clock: what latency is counted from. */
  committedAt?: number[]
}

/** A command as a window sends it: any of the contract's, with its target where it has one, and the ticket it hangs on. */
export type Command = {
  [Name in CommandName]: {
    name: Name
    target?: string
    /** The ticket's id, for what hangs on one. */
    parent?: string
    input: CommandInput<Name>
    /** For a patch: the version that the person was looking at, so that another's change to the same field is not overwritten. */
    baseVersion?: number
  }
}[CommandName]

/** What became of a command. Refused ones stay until their author has dismissed them: what was typed is never thrown away. */
export interface CommandState {
  id: string
  command: Command
  /** The window that sent it; its refusal is shown there first. */
  windowId: string
  sentAt: string
  /**
   * `confirmed` and `dismissed` are said once; a window forgets the command with that. `dismissed` also when the user
   * signs out: what waits comes again, under the same id, when they are back.
   */
  state: 'waiting' | 'confirmed' | 'refused' | 'dismissed'
  refusal?: ErrorBody['error']
  /** The row's id, for a create. */
  resultId?: string
  warnings?: { code: string; message: string }[]
}

/** The user's notifications: those at hand, unread first, then the newest; `known` once the server has been asked. */
export interface NotificationState {
  known: boolean
  unread: number
  items: Notification[]
  /** The user has muted them until then, on every device: what comes lies in the centre. */
  mutedUntil?: string
  /** Of the staff only, who say themselves when they are on duty: as long as they are not it is as quiet. */
  offDuty?: boolean
}

/**
 * What is to be shown and heard now, each once and in one window. `missed`: so many came while nobody listened and are
 * summed up; `first`: since the sync client began, so that the window must know itself which of them are old.
 */
export interface NotificationNews {
  items: Notification[]
  missed: number
  first: boolean
  /** Alarms that were shown before: only their tone is due again. */
  again?: true
}

export interface NewsToShow extends NotificationNews {
  /** The system shows them, natively and once for all windows: a window only makes the sound, and sums up an absence. */
  bySystem: boolean
}

/** Who has a ticket open, oneself among them; nobody where it is empty. */
export interface PresenceAt {
  ticketId: string
  people: PresentPerson[]
}

/** What the sync client has counted since it began: the truth meter's half that no window knows. */
export interface SyncFigures {
  /** This machine's clock. */
  begunAt: string
  /** Changes by the way they came: over MQTT, from `/sync` after a reconnect or while polling, or only found by a check. */
  pushed: number
  fetched: number
  missed: number
  /** How often the whole working set was fetched, something was in doubt, and the push connection was made. */
  wholeSets: number
  doubts: number
  connections: number
  /** Everything up to this change is here; undefined while nothing has been complete. */
  head: number | undefined
  rows: Record<RowType, number>
  refused: number
  serverVersion: string | undefined
  contractVersion: number
  linkVersion: number
}

export interface ListQuery {
  collection: Collection
  /** The ticket whose comments, time entries or attachments are asked for. */
  parent?: string
  /** As in the contract: filters, `q`, `sort`, `limit`, `cursor`. */
  params: Record<string, string>
}

/** A file for a ticket. `key` is its Idempotency-Key: given again with the same file, it is attached once. */
export interface Upload {
  ticketId: string
  key: string
  name: string
  bytes: ArrayBuffer
}

/** A whole list as a CSV file: the list's own filters, `q` and `sort`. */
export interface Export {
  collection: Collection
  params: Record<string, string>
}

/** A CSV file to be imported. */
export interface ImportFile {
  format: ImportFormatName
  name: string
  bytes: ArrayBuffer
}

/** Calls of a window, each with what it takes and what it gives. A refusal comes back as the contract's error. */
export interface Calls extends AccountCalls {
  hello: { input: { linkVersion: number; windowId: string }; output: Status }
  signIn: { input: SignIn; output: SessionUser }
  /** Refused with `conflict` while commands wait, unless they are to be discarded. */
  signOut: { input: { discardWaiting: boolean }; output: void }
  /** From here on the window gets `rows` of these types: first all there are, then what changes. */
  watch: { input: { types: RowType[] }; output: void }
  unwatch: { input: { types: RowType[] }; output: void }
  /** A ticket is open in this window: its own topics are subscribed to as well. */
  openTicket: { input: { id: string }; output: void }
  closeTicket: { input: { id: string }; output: void }
  /** Something is typed on it here and not saved yet, or no longer. */
  editTicket: { input: { id: string; isEditing: boolean }; output: void }
  /** A technician has these in front of them. */
  sawAssignments: { input: { ids: string[] }; output: void }
  /**
   * Answered as soon as the command is safe on disk; what became of it comes as `commands`. One that holds a password
   * (`user.create`) is sent at once instead: answered when it was carried out, refused where it was not.
   */
  send: { input: { command: Command }; output: { id: string } }
  /** The user accepts their own part of this ticket, which a notification has told of. Queued like any command. */
  acceptTicket: { input: { id: string }; output: { id: string } }
  /** A refusal was seen; it is forgotten. */
  dismiss: { input: { id: string }; output: void }
  /** History on demand, not live: what is older than the working set. */
  list: { input: ListQuery; output: { items: unknown[]; nextCursor?: string } }
  history: { input: { ticketId: string; cursor?: string }; output: { items: HistoryItem[]; nextCursor?: string } }
  /** Not queued: where it fails the window still holds the file, says so and offers to try again. */
  upload: { input: Upload; output: Attachment }
  /** The bytes of an attachment or its thumbnail, by the `url` that its row gives. */
  download: { input: { url: string }; output: { bytes: ArrayBuffer; contentType: string } }
  exportCsv: { input: Export; output: { bytes: ArrayBuffer; name: string } }
  /** What a file would bring, without bringing it. */
  previewImport: { input: ImportFile; output: ImportPreview }
  /** Answered when the file has arrived; how it goes is asked for with `importReport`. */
  runImport: { input: ImportFile; output: ImportRun }
  /** How an import stands, with the rows of its report from that one on. */
  importReport: { input: { id: string; from: number }; output: ImportRun }
  /** The imports there were, the latest first, without their rows. */
  listImports: { input: void; output: ImportRun[] }
  /** Older notifications and found ones, a page at a time, as the contract lists them. */
  listNotifications: { input: { params: Record<string, string> }; output: { items: unknown[]; nextCursor?: string } }
  readNotifications: { input: ChosenNotifications; output: void }
  clearNotifications: { input: ChosenNotifications; output: void }
  notificationPreferences: { input: void; output: NotificationPreferences }
  saveNotificationPreferences: { input: NotificationPreferences; output: void }
  /** Nothing pops up or sounds until then, on any device of the user's, but for what breaks through; null ends it. */
  mute: { input: { until: string | null }; output: void }
  /** The same until it is taken back; alarms pass over who is off duty. */
  setOffDuty: { input: { offDuty: boolean }; output: void }
  /** Whoever calls this shows, from here on, what is new for all windows (the desktop app's main process), or no longer. */
  showNews: { input: { shows: boolean }; output: void }
  /** Try now: after wake, focus, network return, or because a person asked. */
  wake: { input: { reason: 'wake' | 'focus' | 'online' | 'asked' }; output: void }
  networkLost: { input: void; output: void }
  figures: { input: void; output: SyncFigures }
}
export type CallName = keyof Calls

/** How long a window waits for each answer, ms. Those that ask the server outlast its own deadline of 30 s. */
export const callDeadlines: Record<CallName, number> = {
  ...accountDeadlines,
  hello: 10_000,
  signIn: 35_000,
  signOut: 35_000,
  watch: 10_000,
  unwatch: 10_000,
  openTicket: 10_000,
  closeTicket: 10_000,
  editTicket: 10_000,
  sawAssignments: 10_000,
  send: 35_000,
  acceptTicket: 35_000,
  dismiss: 10_000,
  list: 35_000,
  history: 35_000,
  upload: 305_000,
  download: 65_000,
  exportCsv: 305_000,
  previewImport: 305_000,
  runImport: 305_000,
  importReport: 35_000,
  listImports: 35_000,
  listNotifications: 35_000,
  readNotifications: 35_000,
  clearNotifications: 35_000,
  notificationPreferences: 35_000,
  saveNotificationPreferences: 35_000,
  mute: 65_000,
  setOffDuty: 65_000,
  showNews: 10_000,
  wake: 10_000,
  networkLost: 10_000,
  figures: 10_000,
}

/** What the sync client says without being asked; all of it at most once a tick, and nothing before `hello`. */
export interface Events {
  status: Status
  rows: RowsBatch
  /** After `hello` all that wait or were refused, then those that changed. Every window of the user gets all of them. */
  commands: CommandState[]
  /** The centre, whenever it is different. */
  notifications: NotificationState
  /** To one window alone, the one that a person looked at last; and to the one that shows them for all, where there is one. */
  news: NewsToShow
  /** Of tickets that are open in some window: after `hello` all that is known, then what changes. */
  presence: PresenceAt[]
}
export type EventName = keyof Events
