import { PortState, type Port } from './port.ts'
import { isRecord } from './wire.ts'

/**
 * Ports over BroadcastChannel, for browsers without SharedWorker: one tab's worker leads, the windows of all tabs find
 * it by name. Each window has a channel of its own, since every listener of a channel gets, and copies, all of it.
 */
export interface Channel {
  post(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
  close(): void
}

export interface ChannelOptions {
  /** Opens the BroadcastChannel of that name. */
  open: (name: string) => Channel
  /** The meeting place: carries the link's version, so that an old tab and a new one never meet. */
  name: string
}

/** A knock is repeated while nobody answers: between two leaders there is none to hear it. */
const knockEvery = 500

export interface LeaderOptions extends ChannelOptions {
  leaderId: string
  onPort: (port: Port) => void
}

/** The leader's side: a port for each window that knocks. The function it gives back stops listening. */
export function serveWindows({ open, name, leaderId, onPort }: LeaderOptions): () => void {
  const meeting = open(name)
  const ports = new Map<string, Port>()
  meeting.onMessage((data) => {
    if (!isRecord(data) || typeof data.knock !== 'string' || ports.has(data.knock)) return
    const portId = data.knock
    const port = channelPort(open(`${name}/${portId}`), 'leader', () => ports.delete(portId))
    ports.set(portId, port.port)
    port.send({ opened: leaderId })
    onPort(port.port)
  })
  // Windows of the leader before this one hear that it is gone, and knock here.
  meeting.post({ leader: leaderId })
  return () => {
    meeting.close()
    for (const port of ports.values()) port.close()
  }
}

export interface ReachOptions extends ChannelOptions {
  /** Unlike any other, also of the same window before. */
  portId: string
  after: (ms: number, run: () => void) => () => void
}

/** A window's side: resolves as soon as a leader has answered. The port closes when another leader takes over. */
export function reachLeader({ open, name, portId, after }: ReachOptions): Promise<Port> {
  const meeting = open(name)
  return new Promise((resolve) => {
    let leader: string | undefined
    let stopKnocking: (() => void) | undefined
    const { port } = channelPort(
      open(`${name}/${portId}`),
      'window',
      () => meeting.close(),
      (leaderId) => {
        if (leader !== undefined) return
        leader = leaderId
        stopKnocking?.()
        resolve(port)
      },
    )
    const knock = (): void => {
      meeting.post({ knock: portId })
      stopKnocking = after(knockEvery, knock)
    }
    meeting.onMessage((data) => {
      if (!isRecord(data) || typeof data.leader !== 'string') return
      if (leader !== undefined && data.leader !== leader) port.close()
      else if (leader === undefined) meeting.post({ knock: portId })
    })
    knock()
  })
}

/** Both sides write to the same channel, so each message says which side it is from. */
function channelPort(
  channel: Channel,
  side: 'leader' | 'window',
  onEnd: () => void,
  onOpened?: (leaderId: string) => void,
): { port: Port; send: (message: object) => void } {
  const state = new PortState()
  const send = (message: object): void => channel.post({ from: side, ...message })
  let closed: (() => void) | undefined
  state.onClose(() => {
    channel.close()
    onEnd()
    closed?.()
  })
  channel.onMessage((data) => {
    if (!isRecord(data) || data.from === side) return
    if (typeof data.opened === 'string') onOpened?.(data.opened)
    else if (data.closed === true) state.end()
    else if ('body' in data) state.received(data.body)
  })
  const port: Port = {
    post: (message) => {
      if (!state.closed) send({ body: message })
    },
    onMessage: (listener) => state.onMessage(listener),
    onClose: (listener) => {
      closed = listener
    },
    close: () => {
      if (state.closed) return
      send({ closed: true })
      state.end()
    },
  }
  return { port, send }
}
