/** Loaded before the entry of a utility process: gives it `process.parentPort`, over its own road to the hub. */
import { EventEmitter } from 'node:events'
import { connect } from 'node:net'
import { createInterface } from 'node:readline'
import { createCodec } from './clone.ts'
import { type FromChild, type ToChild } from './messages.ts'
import { PortHome } from './ports.ts'

const codec = createCodec()
const { STANDIN_SOCKET: address = '', STANDIN_CHILD: child } = process.env
const socket = connect(address)
const say = (message: FromChild): void => void socket.write(`${JSON.stringify(message)}\n`)
say({ do: 'hello', child: Number(child) })
const home = new PortHome(say)

class ParentPort extends EventEmitter {
  postMessage(message: unknown): void {
    say({ do: 'parent', payload: codec.encode(message) })
  }
}
const parent = new ParentPort()
/** Nobody listens before the entry has run. */
const early: ToChild[] = []

function hear(message: ToChild): void {
  if (message.on === 'port') home.onMessage(message)
  if (message.on === 'portClosed') home.onClosed(message.end)
  if (message.on === 'parent') {
    const ports = message.ports.map((end) => home.arrive(end))
    parent.emit('message', { data: codec.decode(message.payload), ports })
  }
}

parent.on('newListener', (event) => {
  if (event === 'message') setImmediate(() => early.splice(0).forEach(hear))
})
createInterface({ input: socket }).on('line', (line) => {
  const message = JSON.parse(line) as ToChild
  if (early.length > 0 || (message.on === 'parent' && parent.listenerCount('message') === 0)) early.push(message)
  else hear(message)
})
// A utility process ends with the app.
socket.on('close', () => process.exit(0))
socket.on('error', () => process.exit(0))

Object.defineProperty(process, 'parentPort', { value: parent })
