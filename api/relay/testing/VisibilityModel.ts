import { type Session } from '../../contract/session.ts'
import { type Site } from '../../contract/site.ts'
import { type Ticket } from '../../contract/ticket.ts'
import { ApiClient, expectStatus, testPassword } from '../../testing/ApiClient.ts'

/** The contract, A technician's sight. */
function technicianSees(ticket: Ticket, technicianId: string): boolean {
  const ended = ['completed', 'closed', 'cancelled'].includes(ticket.status)
  const active = ticket.assignments.filter(
    (each) => !['done', 'declined', 'released', 'cancelled'].includes(each.state),
  )
  if (!ended) return active.length === 0 || active.some((each) => each.technicianId === technicianId)
  return ticket.assignments.some(
    (each) => each.technicianId === technicianId && ['done', 'cancelled'].includes(each.state),
  )
}

interface Hanging {
  id: string
  version: number
}

interface Item {
  id: string
  version: number
  siteId?: string
  technicianId?: string
}

/** Somebody who is a technician, or was one: the row that tickets are assigned to stays theirs. */
export interface Technician {
  client: ApiClient
  technicianId: string
}

export interface Cast {
  admin: ApiClient
  dispatcher: ApiClient
  technicians: Technician[]
  /** Of the technicians the one whose role changes and who is deactivated now and then. */
  changeling: Technician
  sites: Site[]
}

/** What everybody did, and from it who may see what: plain TypeScript, written from product.md, nothing that decides. */
export class VisibilityModel {
  readonly cast: Cast
  isActive = true
  /** How often the changeling's rights have changed. */
  rightsChanged = 0
  readonly tickets = new Map<string, Ticket>()
  readonly deleted = new Set<string>()
  /** What hangs on a ticket as staff see it, by ticket and kind; read again before each check. */
  readonly hanging = new Map<string, Record<string, Hanging[]>>()
  readonly shipments = new Map<string, { id: string; version: number; ticketId?: string }>()
  readonly inventory = new Map<string, Item>()
  readonly next: () => number

  constructor(cast: Cast, next: () => number) {
    this.cast = cast
    this.next = next
  }

  pick<T>(values: readonly T[]): T {
    const value = values[Math.floor(this.next() * values.length)]
    if (value === undefined) throw new Error('nothing to pick from')
    return value
  }

  visibleTo(client: ApiClient): Ticket[] {
    const { technicianId } = client.session.user
    const there = [...this.tickets.values()].filter((ticket) => !this.deleted.has(ticket.id))
    return technicianId ? there.filter((ticket) => technicianSees(ticket, technicianId)) : there
  }

  /** What staff are told of everything that hangs on a ticket: ids and versions, not who may see them. */
  async readHanging(): Promise<void> {
    this.hanging.clear()
    for (const id of this.tickets.keys()) {
      if (this.deleted.has(id)) continue
      const kinds: Record<string, Hanging[]> = {}
      for (const [type, path] of [
        ['comment', 'comments'],
        ['time_entry', 'time-entries'],
        ['attachment', 'attachments'],
      ] as const) {
        kinds[type] = (
          await this.cast.dispatcher.get<{ items: Hanging[] }>(`/tickets/${id}/${path}?limit=200`)
        ).body.items
      }
      this.hanging.set(id, kinds)
    }
  }

  /** Every row and its version that one may see. */
  expected(client: ApiClient): Record<string, number> {
    const visible = this.visibleTo(client)
    const visibleIds = new Set(visible.map((ticket) => ticket.id))
    const { technicianId } = client.session.user
    const siteIds = technicianId
      ? new Set(visible.map((ticket) => ticket.siteId))
      : new Set(this.cast.sites.map((site) => site.id))
    const seesItem = (item: Item) =>
      !technicianId || item.technicianId === technicianId || (item.siteId !== undefined && siteIds.has(item.siteId))
    const rows = [
      ...visible.map((ticket) => [`ticket ${ticket.id}`, ticket.version] as const),
      ...visible.flatMap((ticket) =>
        Object.entries(this.hanging.get(ticket.id) ?? {}).flatMap(([type, each]) =>
          each.map((row) => [`${type} ${row.id}`, row.version] as const),
        ),
      ),
      ...this.cast.sites
        .filter((site) => siteIds.has(site.id))
        .map((site) => [`site ${site.id}`, site.version] as const),
      ...[...this.shipments.values()]
        .filter((each) => !technicianId || (each.ticketId !== undefined && visibleIds.has(each.ticketId)))
        .map((each) => [`shipment ${each.id}`, each.version] as const),
      ...[...this.inventory.values()].filter(seesItem).map((each) => [`inventory ${each.id}`, each.version] as const),
    ]
    return Object.fromEntries(rows.toSorted(([a], [b]) => a.localeCompare(b)))
  }

  /** One random thing that somebody does; refused ones are part of it. */
  async step(): Promise<void> {
    const ids = [...this.tickets.keys()]
    if (ids.length < 4 || (ids.length < 40 && this.next() < 0.12)) {
      const ticket = await this.cast.dispatcher.newTicket(this.pick(this.cast.sites).id)
      this.tickets.set(ticket.id, ticket)
      return
    }
    const id = this.pick(ids)
    const technician = this.pick(this.cast.technicians)
    if (this.next() < 0.02) return this.changePerson()
    if (this.next() < 0.3) return this.stepBeside(id, technician)
    const roll = this.next()
    if (roll < 0.22)
      return this.post(this.cast.dispatcher, `/tickets/${id}/assign`, { technicianId: technician.technicianId })
    if (roll < 0.32)
      return this.post(
        this.cast.dispatcher,
        `/tickets/${id}/release`,
        this.next() < 0.5 ? {} : { technicianId: technician.technicianId },
      )
    if (roll < 0.44) return this.post(technician.client, `/tickets/${id}/claim`)
    if (roll < 0.68) return this.moveAssignment(id)
    if (roll < 0.72) return this.post(this.cast.dispatcher, `/tickets/${id}/complete`, { disposition: 'completed' })
    if (roll < 0.75) return this.post(this.cast.dispatcher, `/tickets/${id}/close`)
    if (roll < 0.8) return this.post(this.cast.dispatcher, `/tickets/${id}/reopen`)
    if (roll < 0.82) return this.post(this.cast.dispatcher, `/tickets/${id}/cancel`, { reason: 'not needed' })
    if (roll < 0.85) return this.post(this.cast.dispatcher, `/tickets/${id}/hold`, { reason: 'parts' })
    if (roll < 0.88) return this.post(this.cast.dispatcher, `/tickets/${id}/resume`)
    if (roll < 0.92) return this.patch(id, { siteId: this.pick(this.cast.sites).id })
    if (roll < 0.94) return this.patch(id, { title: `Title ${this.next()}` })
    if (roll < 0.96) return this.renameSite()
    return this.deleteOrRestore(id)
  }

  async post(client: ApiClient, path: string, body: object = {}): Promise<void> {
    const answer = await client.post<Ticket>(path, body)
    if (![200, 400, 401, 403, 404, 409].includes(answer.status)) throw new Error(`${path}: ${answer.status}`)
    if (answer.status === 200) this.keep(answer.body)
  }

  keep(ticket: Ticket & { warnings?: unknown }): void {
    const { warnings: _warnings, ...row } = ticket
    this.tickets.set(row.id, row)
  }

  async patch(id: string, body: object): Promise<void> {
    const answer = await this.cast.dispatcher.patch<Ticket>(`/tickets/${id}`, body)
    if (answer.status === 200) this.keep(answer.body)
  }

  async moveAssignment(id: string): Promise<void> {
    const assignments = this.tickets.get(id)?.assignments ?? []
    if (assignments.length === 0) return
    const assignment = this.pick(assignments)
    const owner =
      this.cast.technicians.find((each) => each.technicianId === assignment.technicianId)?.client ??
      this.cast.dispatcher
    const step = this.pick([
      'accept',
      'decline',
      'en-route',
      'check-in',
      'start',
      'pause',
      'resume',
      'check-out',
      'check-out',
    ])
    const body =
      step === 'decline'
        ? { reason: 'busy' }
        : step === 'check-out' && this.next() < 0.5
          ? { disposition: 'completed' }
          : {}
    await this.post(this.next() < 0.7 ? owner : this.cast.dispatcher, `/assignments/${assignment.id}/${step}`, body)
  }

  /** Something with what hangs on tickets, with shipments, or with inventory. */
  async stepBeside(ticketId: string, technician: Technician): Promise<void> {
    const who = this.next() < 0.5 ? technician.client : this.cast.dispatcher
    const roll = this.next()
    if (roll < 0.3) await who.post(`/tickets/${ticketId}/comments`, { body: `Said at ${this.next()}` })
    else if (roll < 0.4) await this.deleteComment(ticketId)
    else if (roll < 0.45) await this.upload(ticketId)
    else if (roll < 0.55) await this.addShipment(ticketId)
    else if (roll < 0.65) await this.changeShipment(ticketId)
    else if (roll < 0.75 && this.inventory.size < 12) await this.addItem(technician)
    else if (roll < 0.9) await this.moveItem(technician)
    else await this.askPart(ticketId)
    await this.readTicket(ticketId)
  }

  async readTicket(id: string): Promise<void> {
    const { status, body } = await this.cast.dispatcher.get<Ticket>(`/tickets/${id}`)
    if (status === 200) this.keep(body)
  }

  async deleteComment(ticketId: string): Promise<void> {
    const { body } = await this.cast.dispatcher.get<{ items: { id: string; author: { id: string } }[] }>(
      `/tickets/${ticketId}/comments`,
    )
    const mine = body.items?.find((each) => each.author.id === this.cast.dispatcher.userId)
    if (mine) await this.cast.dispatcher.call('DELETE', `/tickets/${ticketId}/comments/${mine.id}`)
  }

  async upload(ticketId: string): Promise<void> {
    const form = new FormData()
    form.set('file', new Blob([`text ${this.next()}`]), 'note.txt')
    await fetch(`${this.cast.dispatcher.http}/api/v1/tickets/${ticketId}/attachments`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.cast.dispatcher.session.accessToken}` },
      body: form,
    })
  }

  async addShipment(ticketId: string): Promise<void> {
    const { status, body } = await this.cast.dispatcher.post<{ id: string; version: number; ticketId?: string }>(
      '/shipments',
      {
        description: 'Parts',
        ...(this.next() < 0.7 ? { ticketId } : {}),
      },
    )
    if (status === 201) this.shipments.set(body.id, body)
  }

  async changeShipment(ticketId: string): Promise<void> {
    if (this.shipments.size === 0) return
    const { id } = this.pick([...this.shipments.values()])
    if (this.next() < 0.2) {
      const { status } = await this.cast.dispatcher.call('DELETE', `/shipments/${id}`)
      if (status === 204) this.shipments.delete(id)
      return
    }
    const change =
      this.next() < 0.5 ? { ticketId } : this.next() < 0.5 ? { ticketId: null } : { carrier: `Carrier ${this.next()}` }
    const { status, body } = await this.cast.dispatcher.patch<{ id: string; version: number; ticketId?: string }>(
      `/shipments/${id}`,
      change,
    )
    if (status === 200) this.shipments.set(id, body)
  }

  place(technician: Technician): object {
    const roll = this.next()
    if (roll < 0.4) return { siteId: this.pick(this.cast.sites).id }
    return roll < 0.8 ? { technicianId: technician.technicianId } : { warehouse: 'Main' }
  }

  async addItem(technician: Technician): Promise<void> {
    const { status, body } = await this.cast.dispatcher.post<Item>('/inventory', {
      name: `Item ${this.next()}`,
      quantity: 10,
      ...this.place(technician),
    })
    if (status === 201) this.inventory.set(body.id, body)
  }

  async moveItem(technician: Technician): Promise<void> {
    if (this.inventory.size === 0) return
    const { id } = this.pick([...this.inventory.values()])
    await this.cast.dispatcher.post(`/inventory/${id}/move`, {
      ...this.place(technician),
      ...(this.next() < 0.4 ? { quantity: 1 } : {}),
    })
    const { body } = await this.cast.dispatcher.get<{ items: Item[] }>('/inventory?limit=200')
    this.inventory.clear()
    for (const item of body.items) this.inventory.set(item.id, item)
  }

  async askPart(ticketId: string): Promise<void> {
    await this.cast.dispatcher.post(`/tickets/${ticketId}/ask-part`, { name: 'Valve' })
  }

  async renameSite(): Promise<void> {
    const site = this.pick(this.cast.sites)
    const { body } = await this.cast.dispatcher.patch<Site>(`/sites/${site.id}`, { name: `Site ${this.next()}` })
    Object.assign(site, body)
  }

  async deleteOrRestore(id: string): Promise<void> {
    if (this.deleted.has(id)) {
      const { body } = await this.cast.admin.post<Ticket>(`/tickets/${id}/restore`)
      this.deleted.delete(id)
      this.keep(body)
    } else if ((await this.cast.dispatcher.call('DELETE', `/tickets/${id}`)).status === 204) this.deleted.add(id)
  }

  /** Another role, or none at all for a while. */
  async changePerson(): Promise<void> {
    const { client } = this.cast.changeling
    const { user } = client.session
    this.rightsChanged++
    if (!this.isActive || this.next() < 0.4) {
      this.isActive = !this.isActive
      await expectStatus(200, this.cast.admin.patch(`/users/${user.id}`, { active: this.isActive }))
      if (this.isActive) {
        const { session } = await ApiClient.signIn(client.http, { email: user.email, password: testPassword })
        client.session = session
      }
      return
    }
    const role = user.role === 'technician' ? 'dispatcher' : 'technician'
    await expectStatus(200, this.cast.admin.patch(`/users/${user.id}`, { role }))
    const { refreshToken } = client.session
    client.session = await expectStatus(200, client.post<Session>('/session/refresh', { refreshToken }))
  }
}
