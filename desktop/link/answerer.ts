import { Refused } from '../../api/contract/errors.ts'
import { type CallName, type Calls, type EventName, type Events } from './messages.ts'
import { type Port } from './port.ts'
import { errorToData, isCallMessage, type CallMessage } from './wire.ts'

/** One handler for each call of the map; throwing `Refused` refuses the call, anything else is a bug. */
export type Handlers = {
  [Name in CallName]: (input: Calls[Name]['input']) => Promise<Calls[Name]['output']> | Calls[Name]['output']
}

/** The sync client's end of the link to one window. */
export interface Answerer {
  send<Name extends EventName>(name: Name, data: Events[Name]): void
  onClose(listener: () => void): void
  close(): void
}

export function createAnswerer(
  port: Port,
  handlers: Handlers,
  onBug: (error: unknown, call: string) => void,
): Answerer {
  const answer = async (message: CallMessage): Promise<void> => {
    try {
      port.post({ n: message.n, output: await handle(handlers, message) })
    } catch (error) {
      if (!(error instanceof Refused)) onBug(error, message.call)
      port.post({ n: message.n, error: errorToData(error) })
    }
  }
  port.onMessage((message) => {
    if (isCallMessage(message)) void answer(message)
  })
  return {
    send: (name, data) => port.post({ event: name, data }),
    onClose: (listener) => port.onClose(listener),
    close: () => port.close(),
  }
}

function handle(handlers: Handlers, message: CallMessage): unknown {
  if (!Object.hasOwn(handlers, message.call)) throw new Refused('invalid_input', `There is no call ${message.call}.`)
  // Windows and sync client of one link version share the map, so the input is of this call.
  const handler = handlers[message.call] as (input: unknown) => unknown
  return handler(message.input)
}
