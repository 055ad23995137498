import { ipcMain, type IpcMainInvokeEvent, type WebContents } from 'electron'
import { Type, type Static, type TSchema } from 'typebox'
import { Value } from 'typebox/value'
import { callChannel, type DesktopCallName, type DesktopCalls } from '../host/desktopBridge.ts'
import { type LogFile } from './LogFile.ts'
import { isOurs } from './security/isOurs.ts'

const layoutName = Type.String({ minLength: 1, maxLength: 60, pattern: '\\S' })

/** What a window may say, checked before anything is done with it: windows show what strangers have typed. */
export const callSchemas = {
  requestSync: Type.Object({ nonce: Type.String({ minLength: 16, maxLength: 64 }) }),
  openWindow: Type.Object({
    path: Type.String({ maxLength: 500 }),
    at: Type.Optional(Type.Object({ x: Type.Integer(), y: Type.Integer() })),
  }),
  setActions: Type.Object({
    actions: Type.Array(
      Type.Object({
        id: Type.String({ maxLength: 100 }),
        title: Type.String({ maxLength: 200 }),
        group: Type.String({ maxLength: 100 }),
        keys: Type.Optional(Type.String({ maxLength: 100 })),
      }),
      { maxItems: 500 },
    ),
  }),
  setSelected: Type.Object({ path: Type.String({ maxLength: 500 }) }),
  readLayouts: Type.Object({}),
  keepLayout: Type.Object({ name: layoutName }),
  useLayout: Type.Object({ name: layoutName }),
  chooseServer: Type.Object({ address: Type.String({ maxLength: 500 }) }),
  takeFile: Type.Object({}),
  readUpdate: Type.Object({}),
  installUpdate: Type.Object({}),
} satisfies Record<DesktopCallName, TSchema>

export type CallHandlers = {
  [Name in DesktopCallName]: (
    input: Static<(typeof callSchemas)[Name]>,
    sender: WebContents,
  ) => DesktopCalls[Name]['output'] | Promise<DesktopCalls[Name]['output']>
}

/** Answers the calls of our windows' pages; whoever else calls is refused and written down. */
export function answerCalls(handlers: CallHandlers, log: LogFile): void {
  ipcMain.handle(callChannel, async (event: IpcMainInvokeEvent, name: unknown, input: unknown) => {
    if (!isOurs(event.senderFrame)) {
      log.write('a call from a page that is not ours was refused', { from: event.senderFrame?.url })
      throw new Error('Refused.')
    }
    if (!isCallName(name) || !Value.Check(callSchemas[name], input)) {
      log.write('a call that makes no sense was refused', { name: String(name) })
      throw new Error('Refused.')
    }
    // The schema of this very name has checked the input.
    const handler = handlers[name] as (input: unknown, sender: WebContents) => unknown
    return handler(input, event.sender)
  })
}

function isCallName(name: unknown): name is DesktopCallName {
  return typeof name === 'string' && Object.hasOwn(callSchemas, name)
}
