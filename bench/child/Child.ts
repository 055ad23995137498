import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { type AnyOrders, type Answer } from './orders.ts'

export interface ChildOptions {
  env?: Record<string, string>
  /** Where the CPU profile goes; without it none is made. */
  profileDir: string | undefined
}

/** How long an order may take, ms: longer than a fleet waits for its changes. */
const patience = 660_000

interface Waiting {
  settle: (output: unknown) => void
  fail: (error: Error) => void
  clock: NodeJS.Timeout
}

/** A process of the bench's own, given orders over IPC and ended with it: it ends by itself when the channel closes. */
export class Child<Orders extends AnyOrders> implements AsyncDisposable {
  readonly #process: ChildProcess
  readonly #waiting = new Map<number, Waiting>()
  readonly #exited: Promise<unknown>
  #next = 1

  constructor(program: URL, { env, profileDir }: ChildOptions) {
    this.#process = fork(program, {
      serialization: 'advanced',
      env: { PATH: process.env['PATH'], ...env },
      execArgv: profileDir === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileDir}`],
      // A session of its own: Ctrl-C at the terminal is for the bench alone, which ends its children in order.
      detached: true,
    })
    this.#exited = once(this.#process, 'exit').then(() => this.#fail(new Error(`${program.pathname} ended.`)))
    this.#process.on('message', (answer: Answer) => this.#onAnswer(answer))
    this.#process.on('error', (error) => this.#fail(error))
  }

  get pid(): number {
    return this.#process.pid ?? 0
  }

  ask<Name extends keyof Orders & string>(name: Name, input: Orders[Name]['input']): Promise<Orders[Name]['output']> {
    return new Promise((resolve, reject) => {
      const n = this.#next++
      const clock = setTimeout(() => {
        this.#waiting.delete(n)
        reject(new Error(`No answer to "${name}" within ${patience / 1000} s.`))
      }, patience)
      this.#waiting.set(n, { settle: resolve, fail: reject, clock })
      this.#process.send({ n, name, input }, (error) => {
        if (error) this.#take(n)?.fail(error)
      })
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.connected) this.#process.disconnect()
    const tooLong = setTimeout(() => this.#process.kill('SIGKILL'), 5_000)
    await this.#exited
    clearTimeout(tooLong)
  }

  #take(n: number): Waiting | undefined {
    const waiting = this.#waiting.get(n)
    this.#waiting.delete(n)
    clearTimeout(waiting?.clock)
    return waiting
  }

  #onAnswer(answer: Answer): void {
    const waiting = this.#take(answer.n)
    if ('problem' in answer) waiting?.fail(new Error(answer.problem))
    else waiting?.settle(answer.output)
  }

  #fail(error: Error): void {
    for (const n of this.#waiting.keys()) this.#take(n)?.fail(error)
  }
}
