import { createInterface } from 'node:readline/promises'

/** Asks the person at the terminal. @returns undefined where there is no terminal on both sides. */
export function askOnTerminal(): ((question: string) => Promise<string | undefined>) | undefined {
  const { stdin, stdout } = process
  if (!stdin.isTTY || !stdout.isTTY) return undefined
  return async (question) => {
    const lines = createInterface({ input: stdin, output: stdout })
    // Ctrl-C at the question is a signal like any other; Ctrl-D is no answer.
    lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'))
    const closed = new Promise<undefined>((resolve) => lines.once('close', () => resolve(undefined)))
    try {
      return await Promise.race([lines.question(question), closed])
    } finally {
      lines.close()
    }
  }
}
