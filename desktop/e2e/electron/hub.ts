/**
 * The stand-in's own thread: Chromium over its pipe, and the routes of ports between pages, child processes and main. It goes
 * on while main is busy, as Electron's browser process does.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { Readable, Writable } from 'node:stream'
import { parentPort, workerData } from 'node:worker_threads'
import { Cdp, type CdpEvent } from './Cdp.ts'
import { type FromChild, type ToChild, type ToHub, type ToMain } from './messages.ts'
import { PortHub } from './PortHub.ts'
import { WindowTarget } from './WindowTarget.ts'

const { browser: browserPath, monitors } = workerData as { browser: string; monitors: string }
// Below the test's own folder, which it removes: one that is killed cannot tidy up.
const folder = mkdtempSync(path.join(process.env['STANDIN_FOLDER'] ?? tmpdir(), 'signalbox-standin-'))
// What pages keep is gone with it, unless a test starts the app again on what they have kept.
const profile = path.join(process.env['STANDIN_PROFILE'] ?? folder, 'profile')
const windows = new Map<number, WindowTarget>()
const children = new Map<number, Socket>()
/** What was said to a child that has not called in yet. */
const early = new Map<number, ToChild[]>()

function say(message: ToMain): void {
  parentPort?.postMessage(message, [])
}

function tellChild(child: number, message: ToChild): void {
  const socket = children.get(child)
  if (socket) socket.write(`${JSON.stringify(message)}\n`)
  else early.set(child, [...(early.get(child) ?? []), message])
}

function windowOf(owner: string): WindowTarget | undefined {
  return windows.get(Number(owner.replace('page ', '')))
}

const hub = new PortHub({
  deliver: (owner, message) => {
    if (owner === 'main') say({ on: 'port', ...message })
    else if (owner.startsWith('child ')) tellChild(Number(owner.slice(6)), { on: 'port', ...message })
    else windowOf(owner)?.hear({ on: 'port', ...message })
  },
  closed: (owner, end) => {
    if (owner === 'main') say({ on: 'portClosed', end })
    else if (owner.startsWith('child ')) tellChild(Number(owner.slice(6)), { on: 'portClosed', end })
    else windowOf(owner)?.hear({ on: 'portClosed', end })
  },
})

const chromium = spawn(
  browserPath,
  [
    '--headless=new',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--remote-debugging-port=0',
    // Beside the port, which Playwright uses: with the pipe the browser ends with us, however we end.
    '--remote-debugging-pipe',
    '--enable-blink-features=MessagePortCloseEvent',
    `--screen-info=${monitors}`,
    `--user-data-dir=${profile}`,
    'about:blank',
  ],
  { stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'] },
)
const [, , stderr, output, input] = chromium.stdio
if (!(output instanceof Writable) || !(input instanceof Readable) || !(stderr instanceof Readable)) {
  throw new Error('Chromium has no pipe')
}
const cdp = new Cdp(output, input, onEvent)

function onEvent(event: CdpEvent): void {
  if (event.method === 'Target.targetCreated') return onTarget(event)
  const window = [...windows.values()].find((each) => each.sessionId !== '' && each.sessionId === event.sessionId)
  if (window) return window.onEvent(event)
  if (event.method !== 'Target.targetDestroyed') return
  const gone = [...windows.values()].find((each) => each.targetId === event.params['targetId'])
  if (!gone) return
  hub.ownerGone(gone.owner)
  windows.delete(gone.window)
  say({ on: 'gone', window: gone.window })
}

/** What a page opened by itself: whether it may was asked for at the same moment, and main makes its windows itself. */
function onTarget({ params }: CdpEvent): void {
  const info = params['targetInfo']
  if (typeof info !== 'object' || info === null || !('openerId' in info) || !('targetId' in info)) return
  if (info.openerId) void cdp.send('Target.closeTarget', { targetId: info.targetId }).catch(() => {})
}

function onMain(message: ToHub): void {
  if (message.do === 'pair') return hub.pair('main', message.first, message.second)
  if (message.do === 'post') return hub.post(message.from, message.payload, message.ports)
  if (message.do === 'close') return hub.close(message.end)
  if (message.do === 'return') return hub.takeBack(message.end, message.unread)
  if (message.do === 'tellChild') {
    hub.release(message.ports)
    tellChild(message.child, { on: 'parent', payload: message.payload, ports: message.ports })
    return hub.give(`child ${message.child}`, message.ports)
  }
  if (message.do === 'childGone') return hub.ownerGone(`child ${message.child}`)
  if (message.do === 'end') return end()
  if (message.do === 'open') {
    windows.set(message.window, new WindowTarget({ cdp, hub, opening: message, say }))
    return
  }
  const window = windows.get(message.window)
  if (window) onWindow(window, message)
}

/** What pages have kept is written only by a browser that ends in order. */
function end(): void {
  if (process.env['STANDIN_PROFILE'] === undefined) chromium.kill('SIGKILL')
  else void cdp.send('Browser.close').catch(() => {})
}

function onWindow(window: WindowTarget, message: Extract<ToHub, { window: number }>): void {
  if (message.do === 'load') window.next(() => window.load(message.url))
  if (message.do === 'reload') window.next(() => window.reload())
  if (message.do === 'destroy') window.next(() => window.destroy())
  if (message.do === 'crash') window.next(() => window.crash())
  if (message.do === 'minimize') window.next(() => window.state('minimized'))
  if (message.do === 'restore') window.next(() => window.state('normal'))
  if (message.do === 'front') window.next(() => window.front())
  if (message.do === 'bounds') window.next(() => window.bounds(message.bounds))
  // Not one after the other: a page that loads asks for many files, while its load is still under way.
  if (message.do === 'answer') void window.answer(message).catch(() => {})
  if (message.do === 'refuse') void window.refuse(message.request).catch(() => {})
  if (message.do === 'reply') {
    const { n, payload, error } = message
    window.hear({ on: 'reply', n, payload, ...(error !== undefined && { error }) })
  }
  if (message.do === 'tell') {
    const { channel, payload, ports } = message
    hub.release(ports)
    window.hear({ on: 'tell', channel, payload, ports })
    hub.give(window.owner, ports)
  }
}

const socket = path.join(folder, 'hub.sock')
const server = createServer((connection) => {
  let child = 0
  const lines = createInterface({ input: connection })
  lines.on('line', (line) => {
    const message = JSON.parse(line) as FromChild
    if (message.do === 'hello') {
      child = message.child
      children.set(child, connection)
      for (const each of early.get(child) ?? []) tellChild(child, each)
    }
    if (message.do === 'parent') say({ on: 'child', child, payload: message.payload })
    if (message.do === 'pair') hub.pair(`child ${child}`, message.first, message.second)
    if (message.do === 'post') hub.post(message.from, message.payload, message.ports)
    if (message.do === 'close') hub.close(message.end)
    if (message.do === 'return') hub.takeBack(message.end, message.unread)
  })
  // A child that ended with something unread; readline says it a second time.
  for (const each of [connection, lines]) each.on('error', () => {})
})
server.listen(socket)

chromium.on('exit', () => {
  rmSync(folder, { recursive: true, force: true })
  say({ on: 'over' })
})
createInterface({ input: stderr }).on('line', (line) => {
  const endpoint = /DevTools listening on (ws:\/\/\S+)/.exec(line)?.[1]
  if (endpoint !== undefined) void begin(endpoint)
})

async function begin(endpoint: string): Promise<void> {
  await cdp.send('Target.setDiscoverTargets', { discover: true })
  say({ on: 'ready', endpoint, socket, browser: chromium.pid ?? 0 })
}

parentPort?.on('message', onMain)
