import { afterEach } from 'vitest'
import { type ApiClient } from '../../../api/testing/ApiClient.ts'
import { adminSignIn, type TestServer } from '../../../api/testing/startServer.ts'
import { type Role } from '../../../api/contract/user.ts'
import { SyncBench } from './SyncBench.ts'
import { type TestWindow } from './TestWindow.ts'

export interface SignedIn {
  bench: SyncBench
  window: TestWindow
}

export interface Person {
  id: string
  signIn: { email: string; password: string }
}

/** Sync clients on the real server, each ended with its test. */
export function liveBenches(server: () => TestServer) {
  const benches: SyncBench[] = []
  afterEach(async () => {
    for (const bench of benches.splice(0)) await bench.close()
  })

  const newBench = async (): Promise<SyncBench> => {
    const bench = await SyncBench.open(() => server().http)
    benches.push(bench)
    return bench
  }
  return {
    newBench,
    /** A machine on which someone has just signed in. */
    signedIn: async (signIn = adminSignIn): Promise<SignedIn> => {
      const bench = await newBench()
      const window = await bench.start()
      await window.untilPhase('signed_out')
      await window.caller.call('signIn', signIn)
      await window.untilPhase('live')
      return { bench, window }
    },
    person: async (role: Role, name: string): Promise<Person> => {
      const email = `${name}.${crypto.randomUUID()}@test.local`
      const password = 'a long enough password'
      const { status, body } = await server().admin.post<{ id: string }>('/users', { email, name, role, password })
      if (status !== 201) throw new Error(`no user: ${status}`)
      return { id: body.id, signIn: { email, password } }
    },
  }
}

/** So many tickets at one site, a few at a time. */
export async function manyTickets(admin: ApiClient, siteId: string, count: number): Promise<string[]> {
  const ids: string[] = []
  const one = async (): Promise<void> => {
    while (ids.length < count) {
      const index = ids.push('') - 1
      const ticket = await admin.newTicket(siteId, { title: `Ticket ${index}`, description: 'x'.repeat(300) })
      ids[index] = ticket.id
    }
  }
  await Promise.all(Array.from({ length: 8 }, one))
  return ids
}
