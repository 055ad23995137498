import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** The broker beside aedes as it comes: a program of its own, since it needs neither a server nor PostgreSQL. */
export async function brokerBench(): Promise<number> {
  const child = spawn(process.execPath, [new URL('../broker/broker.bench.ts', import.meta.url).pathname], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const [code] = await once(child, 'exit')
  return typeof code === 'number' ? code : 1
}
