import { EventEmitter } from 'node:events'
import path from 'node:path'
import { Worker } from 'node:worker_threads'
import { createCodec } from './clone.ts'
import { type ToHub, type ToMain } from './messages.ts'
import { PortHome } from './ports.ts'

export const codec = createCodec()

const allMonitors = [
  { x: 0, y: 0, width: 1920, height: 1080 },
  { x: 1920, y: 0, width: 2560, height: 1440 },
]
const plugged = process.argv.find((each) => each.startsWith('--standin-monitors='))?.split('=')[1] ?? '2'
/** Two, as Chromium is told of them too, or as many as a test has plugged in before the start. */
export const monitors = allMonitors.slice(0, Number(plugged))

// Without our own arguments: `--import` would start a stand-in in the worker as well.
const worker = new Worker(path.join(import.meta.dirname, 'hub.ts'), {
  execArgv: [],
  workerData: {
    browser: process.env['STANDIN_BROWSER'] ?? '/usr/bin/chromium',
    monitors: monitors.map(({ x, y, width, height }) => `{${x},${y} ${width}x${height}}`).join(''),
  },
})

export function toHub(message: ToHub): void {
  worker.postMessage(message, [])
}

export const home = new PortHome(toHub)

/** What concerns a window, by its number; the rest by name. */
export const heard = new EventEmitter()
heard.setMaxListeners(0)

export const ready = new Promise<{ endpoint: string; socket: string; browser: number }>((resolve) => {
  worker.on('message', (message: ToMain) => {
    if (message.on === 'ready') resolve(message)
    else if (message.on === 'port') home.onMessage(message)
    else if (message.on === 'portClosed') home.onClosed(message.end)
    else if (message.on === 'over') heard.emit('over')
    else if (message.on === 'child') heard.emit(`child ${message.child}`, message)
    else heard.emit(`window ${message.window}`, message)
  })
})
worker.on('error', (error) => {
  process.stderr.write(`stand-in: ${String(error.stack)}\n`)
  process.exit(1)
})
