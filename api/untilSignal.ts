/** How soon a process that npm started notices that npm is gone, in milliseconds. */
const parentInterval = 250

/** Scripts of package.json that run until they are told to end. */
const scripts = new Set(['start', 'serve', 'import'])

/**
 * Resolves with the first signal that asks the process to end; a second one ends it at once. Started by npm it also ends
 * when npm is gone in whatever way, as at the end of a terminal: nobody could stop it any more, and its data dir would stay taken.
 */
export function untilSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
      process.on(signal, () => resolve(signal))
      process.once(signal, () => process.once(signal, () => process.exit(130)))
    }
    if (!scripts.has(process.env['npm_lifecycle_event'] ?? '')) return
    const npm = process.ppid
    setInterval(() => {
      if (process.ppid !== npm) resolve('SIGHUP')
    }, parentInterval).unref()
  })
}
