import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { MessageChannel, Worker } from 'node:worker_threads'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { nodePort } from '../../link/portAdaptors.ts'
import { TestWindow } from '../testing/TestWindow.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'signalbox-process-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('S62 S65 as a worker thread it serves each port that it is given, and ends when it is told to', async () => {
  const worker = new Worker(path.join(import.meta.dirname, 'nodeProcess.ts'), { stderr: true })
  // Nothing listens there: what is tested is the way in.
  worker.postMessage({ start: { server: 'http://127.0.0.1:1', folder } }, [])
  expect(await once(worker, 'message')).toEqual([{ started: true }])
  const windows = await Promise.all(
    [1, 2].map(() => {
      const { port1, port2 } = new MessageChannel()
      worker.postMessage({ window: true, port: port2 }, [port2])
      return TestWindow.open(nodePort(port1))
    }),
  )
  expect(windows.map(({ status }) => [status.phase, status.home, status.durable])).toEqual([
    ['signed_out', 'process', true],
    ['signed_out', 'process', true],
  ])
  const closed = windows.map(({ caller }) => new Promise<void>((resolve) => caller.onClose(resolve)))
  worker.postMessage({ stop: true }, [])
  expect(await once(worker, 'exit')).toEqual([0])
  await Promise.all(closed)
})
