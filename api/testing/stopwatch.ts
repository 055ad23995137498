import { globSync, readFileSync } from 'node:fs'

/**
 * Milliseconds since it began, less what the machine took from these processes: for bounds that are the server's to keep, on a
 * machine that has other work. With 2 cores and a load of 25 the server was found 778 ms late with 8 ms of work of its own in them.
 * Where the system does not say how long a thread waited for a processor, nothing is taken off.
 */
export function stopwatch(pids: readonly number[]): () => number {
  const [began, before] = [performance.now(), waits(pids)]
  return () => {
    const took = performance.now() - began
    const waited = Array.from(waits(pids), ([thread, ms]) => ms - (before.get(thread) ?? ms))
    return took - Math.max(0, ...waited)
  }
}

/** How long each of their threads was ready while another program had the processor, since it began. */
function waits(pids: readonly number[]): Map<string, number> {
  return new Map(pids.flatMap((pid) => globSync(`/proc/${pid}/task/*/schedstat`)).flatMap(waitOf))
}

function waitOf(file: string): [string, number][] {
  try {
    return [[file, Number(readFileSync(file, 'utf8').split(' ')[1]) / 1e6]]
  } catch {
    // The thread has ended meanwhile.
    return []
  }
}
