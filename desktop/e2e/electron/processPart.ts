import { spawn, type ChildProcess } from 'node:child_process'
import { EventEmitter } from 'node:events'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { standinApp } from './appPart.ts'
import { type ToMain } from './messages.ts'
import { codec, heard, home, ready, toHub } from './road.ts'
import { strict, touched } from './touched.ts'

const register = pathToFileURL(path.join(import.meta.dirname, 'registerChild.ts')).href
let next = 1
export const children = new Set<ChildProcess>()
process.on('exit', () => children.forEach((child) => child.kill('SIGKILL')))

/** A real process: a Node of its own, with its own road to the hub, so that windows reach it past main. */
class StandinUtilityProcess extends EventEmitter {
  readonly #number = next++
  #child: ChildProcess | undefined
  #isOver = false
  readonly stdout: NodeJS.ReadableStream | null = null
  stderr: NodeJS.ReadableStream | null = null

  constructor(entry: string, args: string[], socket: string) {
    super()
    const env = { ...process.env, STANDIN_SOCKET: socket, STANDIN_CHILD: String(this.#number), NODE_OPTIONS: '' }
    const child = spawn(process.execPath, ['--import', register, entry, ...args], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env,
    })
    this.#child = child
    this.stderr = child.stderr
    children.add(child)
    const onMessage = (message: ToMain): void => {
      if (message.on === 'child') this.emit('message', codec.decode(message.payload))
    }
    heard.on(`child ${this.#number}`, onMessage)
    child.once('spawn', () => this.emit('spawn'))
    child.once('exit', (code) => {
      this.#isOver = true
      children.delete(child)
      heard.off(`child ${this.#number}`, onMessage)
      toHub({ do: 'childGone', child: this.#number })
      this.emit('exit', code ?? 137)
    })
  }

  get pid(): number | undefined {
    return this.#isOver ? undefined : this.#child?.pid
  }

  postMessage(message: unknown, transfer: readonly unknown[] = []): void {
    const payload = codec.encode(message)
    const ports = home.leave(transfer)
    if (!this.#isOver) toHub({ do: 'tellChild', child: this.#number, payload, ports })
  }

  kill(): boolean {
    return this.#child?.kill() ?? false
  }
}

let socket = ''
void ready.then((hub) => (socket = hub.socket))

export const utilityProcess = {
  fork: (entry: string, args: string[] = []): StandinUtilityProcess => {
    standinApp.mustBe('after', 'utilityProcess.fork()')
    touched.set('UtilityProcess.fork', 'emulated')
    return strict('UtilityProcess', new StandinUtilityProcess(entry, args, socket))
  },
}

/** A pair of ports, both held by main. */
export class StandinMessageChannel {
  readonly port1
  readonly port2

  constructor() {
    touched.set('MessageChannelMain', 'emulated')
    const { port1, port2 } = home.pair()
    this.port1 = port1
    this.port2 = port2
  }
}
