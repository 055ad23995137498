import { spawnSync } from 'node:child_process'
import type { TestProject } from 'vitest/node'
import { installPackages } from '../../api/testing/installPackages.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Why Debian's MQTT clients are not there; undefined where they are. */
    mosquittoMissing: string | undefined
  }
}

const programs = ['mosquitto_sub', 'mosquitto_pub']

/** Once a run: Debian's clients, which are strangers to this code. */
export default function prepareMosquitto(project: TestProject): void {
  project.provide('mosquittoMissing', areInstalled() ? undefined : installPackages(['mosquitto-clients']))
}

function areInstalled(): boolean {
  return programs.every((name) => spawnSync(name, ['--help']).error === undefined)
}
