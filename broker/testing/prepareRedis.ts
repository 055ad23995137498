import { spawnSync } from 'node:child_process'
import type { TestProject } from 'vitest/node'
import { installPackages } from '../../api/testing/installPackages.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Why Debian's redis-server is not there; undefined where it is. */
    redisMissing: string | undefined
  }
}

/** Once a run: the Redis over which nodes are tested. */
export default function prepareRedis(project: TestProject): void {
  const isInstalled = spawnSync('redis-server', ['--version']).error === undefined
  // The server that the package starts is not ours to use: each test file starts its own.
  project.provide('redisMissing', isInstalled ? undefined : installPackages(['redis-server']))
}
