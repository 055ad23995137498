import { afterAll, beforeAll } from 'vitest'
import { alarmSteps } from '../contract/alarm.ts'
import { testDatabase, type TestDatabase } from '../db/testing/testDatabase.ts'
import { startServer, type TestServer } from './startServer.ts'

/** One database and one server for a test file, both ended with it. */
export function withServer(env: Record<string, string> = {}): {
  readonly server: TestServer
  readonly database: TestDatabase
} {
  let server: TestServer | undefined
  let database: TestDatabase | undefined
  beforeAll(async () => {
    database = await testDatabase()
    // A critical ticket that one test leaves lying would ring in the next: a test of alarms sets times of its own.
    await database.superuser(`update alarm_policy set ${alarmSteps.map((step) => `${step}_after = null`).join(', ')}`)
    server = await startServer({ DATABASE_URL: database.url, ...env })
  })
  afterAll(async () => {
    await server?.[Symbol.asyncDispose]()
    await database?.[Symbol.asyncDispose]()
  })
  return {
    get server() {
      if (!server) throw new Error('the server is not started yet')
      return server
    },
    get database() {
      if (!database) throw new Error('the database is not there yet')
      return database
    },
  }
}
