import { EventEmitter } from 'node:events'
import { standinApp, StandinEvent } from './appPart.ts'
import { recorded, type RecordedNotification } from './recorded.ts'
import { strict, touched } from './touched.ts'

interface Options {
  id?: string
  title?: string
  body?: string
  silent?: boolean
  hasReply?: boolean
  actions?: { text?: string }[]
}

let next = 1

/** Notifications of the system: a test sees what is shown and clicks on it. */
class StandinNotification extends EventEmitter {
  readonly shown: RecordedNotification

  constructor({ id, title = '', body = '', silent = false, hasReply = false, actions = [] }: Options = {}) {
    super()
    standinApp.mustBe('after', 'new Notification()')
    touched.set('Notification', 'recorded')
    const buttons = actions.map(({ text = '' }) => text)
    this.shown = { id: id ?? `standin-${next++}`, title, body, silent, canReply: hasReply, buttons, isShown: false }
    // oxlint-disable-next-line no-constructor-return -- the app is to hold the strict face
    return strict<StandinNotification>('Notification', this, ['show', 'close'])
  }

  static isSupported(): boolean {
    touched.set('Notification.isSupported', 'recorded')
    return true
  }

  /** What macOS still shows of the run before. */
  static async getHistory(): Promise<StandinNotification[]> {
    touched.set('Notification.getHistory', 'recorded')
    const id = process.env['STANDIN_NOTIFICATION']
    if (id === undefined) return []
    const former = new StandinNotification({ id })
    former.show()
    return [former]
  }

  /** Windows tells of a click on one of a run before by its text alone. */
  static handleActivation(listener: (details: { arguments: string }) => void): void {
    touched.set('Notification.handleActivation', 'recorded')
    onActivation = listener
  }

  get id(): string {
    return this.shown.id
  }

  /** The same id takes the place of the one before, as on Windows and macOS. */
  show(): void {
    if (!recorded.notifications.includes(this.shown)) recorded.notifications.push(this.shown)
    for (const each of recorded.notifications) if (each.id === this.shown.id) each.isShown = false
    this.shown.isShown = true
    faces.set(this.shown.id, this)
    this.emit('show', new StandinEvent())
  }

  close(): void {
    this.shown.isShown = false
  }
}

let onActivation: ((details: { arguments: string }) => void) | undefined

/** Those that are there to be clicked on. */
const faces = new Map<string, StandinNotification>()

/** As a person does it. */
export const notificationDeeds = {
  clickNotification: (id: string): void => void shownOne(id).emit('click', new StandinEvent()),
  /** On one of a run before, by the Action Center of Windows. */
  activate: (text: string): void => onActivation?.({ arguments: text }),
  pressInNotification: (id: string, button: string): void => {
    const one = shownOne(id)
    const actionIndex = one.shown.buttons.indexOf(button)
    if (actionIndex < 0) throw new Error(`no button ${button}`)
    one.emit('action', Object.assign(new StandinEvent(), { actionIndex, selectionIndex: -1 }), actionIndex, -1)
  },
  replyInNotification: (id: string, reply: string): void => {
    const one = shownOne(id)
    if (!one.shown.canReply) throw new Error('it takes no reply')
    one.emit('reply', Object.assign(new StandinEvent(), { reply }), reply)
  },
}

function shownOne(id: string): StandinNotification {
  const one = faces.get(id)
  if (!one?.shown.isShown) throw new Error(`no notification is shown: ${id}`)
  return one
}

export { StandinNotification }
