import {
  defaultNotificationPreferences,
  type NotificationPreferences,
} from '../../../api/contract/notificationPreferences.ts'
import { type SessionUser } from '../../../api/contract/session.ts'
import { type Api } from '../api.ts'
import { type HttpAnswer, type HttpPort, type HttpRequest, type MqttEvents, type MqttPort } from '../ports.ts'
import { answer, refusal } from './answers.ts'
import { ModelServer } from './ModelServer.ts'

interface FakeLink {
  token: string
  events: MqttEvents
  filters: Set<string>
  closed: boolean
}

/** The network as ports, scripted by a test, with a model of a server behind it. */
export class FakeNetwork {
  server = new ModelServer()
  user: SessionUser
  /** Nothing gets through. */
  down = false
  /** MQTT does not get through, HTTP does. */
  mqttDown = false
  /** These tokens are refused, over HTTP and MQTT. */
  readonly refused = new Set<string>()
  refreshRefused = false
  expiresIn = 900
  preferences: NotificationPreferences = defaultNotificationPreferences
  readonly requests: HttpRequest[] = []
  readonly links: FakeLink[] = []
  /** Answers of /sync wait for this. */
  syncGate: Promise<void> = Promise.resolve()
  /** Answers what is not the model's: commands. */
  commands: (request: HttpRequest) => Promise<HttpAnswer> = async () => refusal(404, 'not_found')
  #tokens = 0
  /** What happened, in its order. */
  readonly order: string[] = []

  constructor(user: SessionUser) {
    this.user = user
  }

  readonly http: HttpPort = {
    request: async (request) => {
      // Apart from what tests count: notifications and presence have tests of their own.
      if (/^\/api\/v1\/(notifications|presence|receipts)/.test(request.path)) return this.#notifications()
      if (request.path === '/api/v1/notification-preferences') return this.#preferences(request)
      this.requests.push(request)
      this.order.push(`${request.method} ${request.path}`)
      if (this.down) throw new Error('The server cannot be reached.')
      return this.#answer(request)
    },
    close: () => {},
  }

  readonly mqtt: MqttPort = {
    connect: (token, events) => {
      const link: FakeLink = { token, events, filters: new Set(), closed: false }
      this.links.push(link)
      this.order.push('CONNECT')
      const { promise: connected, resolve } =
        Promise.withResolvers<Awaited<ReturnType<MqttPort['connect']>['connected']>>()
      const close = (): void => {
        link.closed = true
      }
      const subscribe = async (filters: string[]): Promise<string[]> => {
        this.order.push('SUBSCRIBE')
        for (const filter of filters) link.filters.add(filter)
        return []
      }
      const unsubscribe = async (filters: string[]): Promise<void> => {
        for (const filter of filters) link.filters.delete(filter)
      }
      queueMicrotask(() => {
        if (link.closed) return
        if (this.down || this.mqttDown) this.end(link, { problem: 'No connection.', refused: false })
        else if (this.refused.has(token)) this.end(link, { problem: 'Refused.', refused: true })
        else resolve({ subscribe, unsubscribe, close })
      })
      return { connected, close }
    },
  }

  /** The connection that is up. */
  get link(): FakeLink | undefined {
    return this.links.find((link) => !link.closed)
  }

  end(link: FakeLink | undefined, how: { problem: string; refused: boolean }): void {
    if (!link || link.closed) return
    link.closed = true
    link.events.onClosed(how)
  }

  /** The server goes, or comes back. */
  cut(down: boolean): void {
    this.down = down
    if (down) this.end(this.link, { problem: 'The connection ended.', refused: false })
  }

  /** What the model has sent arrives. */
  deliver(): void {
    for (const message of this.server.wire.splice(0)) this.link?.events.onMessage(message)
  }

  count(line: string | RegExp): number {
    return this.order.filter((each) => (typeof line === 'string' ? each === line : line.test(each))).length
  }

  async #answer(request: HttpRequest): Promise<HttpAnswer> {
    const { method, path, headers } = request
    if (method === 'POST' && path === '/api/v1/session') return this.#session()
    if (path === '/api/v1/session/refresh')
      return this.refreshRefused ? refusal(401, 'unauthenticated', 'Ended elsewhere.') : this.#session()
    const token = headers.authorization?.replace('Bearer ', '') ?? ''
    if (this.refused.has(token)) return refusal(401, 'unauthenticated')
    if (method === 'DELETE' && path === '/api/v1/session') return answer(204)
    if (path.startsWith('/api/v1/sync')) return this.#sync({ method, path: path.replace('/api/v1', '') })
    return this.commands(request)
  }

  async #notifications(): Promise<HttpAnswer> {
    if (this.down) throw new Error('The server cannot be reached.')
    return answer(200, { items: [], unread: 0, revision: 0 })
  }

  async #preferences({ method, body }: HttpRequest): Promise<HttpAnswer> {
    if (this.down) throw new Error('The server cannot be reached.')
    if (method === 'PUT' && typeof body === 'string') this.preferences = JSON.parse(body) as NotificationPreferences
    return answer(200, this.preferences)
  }

  async #sync(request: Parameters<Api>[0]): Promise<HttpAnswer> {
    await this.syncGate
    return this.server.api(request)
  }

  #session(): HttpAnswer {
    const number = ++this.#tokens
    const { user, expiresIn } = this
    return answer(200, { accessToken: `access-${number}`, refreshToken: `refresh-${number}`, expiresIn, user })
  }
}
