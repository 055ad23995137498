import { execFile } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { freePort } from './freePort.ts'
import { type Engine, engines, startSuiteBroker, type SuiteBroker } from './suiteBrokers.ts'

/**
 * Runs the broker tests that come with Mosquitto's source against our sandbox and against a bare aedes:
 *
 *     node broker/testing/protocolSuites/runMosquittoSuite.ts PATH_OF_UNPACKED_SOURCE [part of a test's name]
 *
 * Their files are copied to a folder of their own and are left as they are; only what they start as `src/mosquitto` is a
 * script that asks this process for a broker. Where a test goes on with MQTT 5 after 3.1.1, only the first counts.
 */
const [source, part = ''] = process.argv.slice(2)
if (source === undefined) throw new Error('Give the path of an unpacked source of Mosquitto.')

/** What asks for things of Mosquitto's own rather than of a broker: bridges, its TLS settings, files, plugins, and MQTT 5. */
const ofMosquitto = /^(06-bridge|08-|09-|10-|12-prop|13-|14-)|-v5\.py$|-helper\.py$/
/** Of a configuration, what any broker does. */
const ordinary = /^\s*(#.*|port \d+|listener \d+|allow_anonymous true)?\s*$/

type Outcome = 'passes' | 'fails' | `not applicable: ${string}`

interface Run {
  brokers: { started: Promise<SuiteBroker>; levels: Set<number> }[]
  wants: string | undefined
}

const folder = mkdtempSync(path.join(tmpdir(), 'mosquitto-suite-'))
const tests = path.join(folder, 'test', 'broker')
let run: Run = { brokers: [], wants: undefined }
let engine: Engine = 'sandbox'

/** Each connection is one broker: it says its arguments, is told when it may go on, and ends the broker by ending. */
const control = createServer((socket) => {
  const { brokers } = run
  createInterface({ input: socket }).once('line', (line) => {
    const port = portOf(line.split(' '))
    if (port === undefined) return void socket.destroy()
    const started = startSuiteBroker(engine, port)
    const entry = { started, levels: new Set<number>() }
    brokers.push(entry)
    started.then(
      ({ levels }) => void (entry.levels = levels),
      () => void socket.destroy(),
    )
    socket.on('close', () => void started.then((broker) => broker.close()).catch(() => {}))
  })
  socket.on('error', () => {})
})

/** Undefined where it is started for what only Mosquitto has. */
function portOf(args: string[]): number | undefined {
  const file = args[args.indexOf('-c') + 1]
  if (!args.includes('-c') || file === undefined) return Number(args[args.indexOf('-p') + 1])
  const lines = readFileSync(path.join(tests, file), 'utf8').split('\n')
  run.wants = lines.find((line) => !ordinary.test(line))?.trim()
  return run.wants === undefined ? Number(/(?:port|listener) (\d+)/.exec(lines.join('\n'))?.[1]) : undefined
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  return (server.address() as AddressInfo).port
}

async function outcomeOf(test: string): Promise<{ outcome: Outcome; said: string }> {
  run = { brokers: [], wants: undefined }
  const ports = [await freePort(), ...(test === '01-connect-zero-length-id.py' ? [await freePort()] : [])]
  const { code, said } = await python([test, ...ports.map(String)])
  const levels = run.brokers.map((broker) => broker.levels)
  const isOf5 = (of: Set<number> | undefined): boolean => of?.has(5) ?? false
  if (run.wants !== undefined) return { outcome: `not applicable: ${run.wants}`, said }
  if (levels.length > 0 && levels.every(isOf5)) return { outcome: 'not applicable: MQTT 5', said }
  // What it tries with MQTT 5 comes after 3.1.1 has passed.
  return { outcome: code === 0 || isOf5(levels.at(-1)) ? 'passes' : 'fails', said }
}

function python(args: string[]): Promise<{ code: number; said: string }> {
  return new Promise((resolve) => {
    execFile('python3', args, { cwd: tests, timeout: 40_000, killSignal: 'SIGKILL' }, (error, stdout, stderr) => {
      resolve({ code: error ? 1 : 0, said: `${stdout}\n${stderr}` })
    })
  })
}

const say = (line: string): void => void process.stdout.write(`${line}\n`)

function prepare(controlPort: number): void {
  cpSync(path.join(source ?? '', 'test'), path.join(folder, 'test'), { recursive: true })
  const program = path.join(folder, 'src', 'mosquitto')
  mkdirSync(path.dirname(program))
  const lines = ['#!/bin/bash', `exec 3<>/dev/tcp/127.0.0.1/${controlPort}`, 'echo "$*" >&3', 'exec cat <&3']
  writeFileSync(program, `${lines.join('\n')}\n`)
  chmodSync(program, 0o755)
}

try {
  prepare(await listening(control))
  const names = readdirSync(tests).filter((name) => /^\d\d-.*\.py$/.test(name) && name.includes(part))
  const chosen = names.filter((name) => !ofMosquitto.test(name)).toSorted()
  const counts: Record<string, number> = {}
  say(`| test | ${engines.join(' | ')} |\n| --- | --- | --- |`)
  for (const test of chosen) {
    const outcomes: Outcome[] = []
    for (const each of engines) {
      engine = each
      const { outcome, said } = await outcomeOf(test)
      outcomes.push(outcome)
      const kind = `${each} ${outcome.replace(/:.*/, '')}`
      counts[kind] = (counts[kind] ?? 0) + 1
      if (outcome === 'fails') process.stderr.write(`${test} on ${each}: ${said.trim().slice(0, 1_500)}\n\n`)
    }
    say(`| ${test.replace('.py', '')} | ${outcomes.join(' | ')} |`)
  }
  say(JSON.stringify({ ...counts, 'not tried': names.length - chosen.length }))
} finally {
  control.close()
  rmSync(folder, { recursive: true, force: true })
}
