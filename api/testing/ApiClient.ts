import { type Session } from '../contract/session.ts'
import { type Site } from '../contract/site.ts'
import { type Ticket } from '../contract/ticket.ts'
import { type UserWithEmail, type Role } from '../contract/user.ts'

export interface Answer<T> {
  status: number
  headers: Headers
  body: T
}

/** Of everyone whom `newUser` makes. */
export const testPassword = 'a long enough password'

/** Something to read from an answer of unknown shape in a test. */
export type Json = { [key: string]: Json } & Json[] & string & number

/** A signed-in caller of the API, as a stranger would write it: nothing of ours but the contract's types. */
export class ApiClient {
  readonly http: string
  session: Session

  private constructor(http: string, session: Session) {
    this.http = http
    this.session = session
  }

  static async signIn(http: string, signIn: { email: string; password: string }): Promise<ApiClient> {
    const response = await fetch(`${http}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(signIn),
    })
    if (response.status !== 200) throw new Error(`sign-in: ${response.status} ${await response.text()}`)
    return new ApiClient(http, (await response.json()) as Session)
  }

  /** Somebody who is signed in already, at this server. */
  static resume(http: string, session: Session): ApiClient {
    return new ApiClient(http, session)
  }

  get userId(): string {
    return this.session.user.id
  }

  get technicianId(): string {
    const { technicianId } = this.session.user
    if (technicianId === undefined) throw new Error('not a technician')
    return technicianId
  }

  async call<T = Json>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    const response = await fetch(`${this.http}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.session.accessToken}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false
    return { status: response.status, headers: response.headers, body: (isJson ? JSON.parse(text) : text) as T }
  }

  get<T = Json>(path: string): Promise<Answer<T>> {
    return this.call<T>('GET', path)
  }

  post<T = Json>(path: string, body: unknown = {}, headers: Record<string, string> = {}): Promise<Answer<T>> {
    return this.call<T>('POST', path, body, headers)
  }

  patch<T = Json>(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer<T>> {
    return this.call<T>('PATCH', path, body, headers)
  }

  /** A new user, signed in. */
  async newUser(role: Role, name: string): Promise<ApiClient> {
    const email = `${name.toLowerCase().replaceAll(' ', '.')}.${crypto.randomUUID()}@test.local`
    const password = testPassword
    await expectStatus(201, this.post<UserWithEmail>('/users', { email, name, role, password }))
    return ApiClient.signIn(this.http, { email, password })
  }

  async newSite(name = 'Main office'): Promise<Site> {
    return expectStatus(201, this.post<Site>('/sites', { name, address: '1 Main St', timeZone: 'America/New_York' }))
  }

  async newTicket(siteId: string, fields: object = {}): Promise<Ticket> {
    const ticket = { title: 'No heat', siteId, type: 'Heating', priority: 'P2', ...fields }
    return expectStatus(201, this.post<Ticket>('/tickets', ticket))
  }

  /** One command on a ticket; gives the ticket. */
  async command(ticketId: string, name: string, input: unknown = {}): Promise<Ticket> {
    return expectStatus(200, this.post<Ticket>(`/tickets/${ticketId}/${name}`, input))
  }

  /** The lines of /sync without the last, and the head. */
  async sync(since?: number): Promise<{ lines: SyncLine[]; head: number }> {
    const { status, body } = await this.get<string>(`/sync${since === undefined ? '' : `?since=${since}`}`)
    if (status !== 200) throw new Error(`sync: ${status} ${JSON.stringify(body)}`)
    const lines = body
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as SyncLine)
    const { head } = lines.pop() as unknown as { head: number }
    return { lines, head }
  }
}

export interface SyncLine {
  type: string
  id: string
  version: number
  data?: Json
  gone?: true
}

export async function expectStatus<T>(status: number, answer: Promise<Answer<T>>): Promise<T> {
  const { status: got, body } = await answer
  if (got !== status) throw new Error(`wanted ${status}, got ${got}: ${JSON.stringify(body)}`)
  return body
}
