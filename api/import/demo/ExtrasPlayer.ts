import { Readable } from 'node:stream'
import { createInventoryItem } from '../../commands/createInventoryItem.ts'
import { runCommand, type CommandContext } from '../../commands/runCommand.ts'
import { uploadAttachment } from '../../commands/uploadAttachment.ts'
import { type Written } from '../../commands/Written.ts'
import { mentionOf } from '../../contract/comment.ts'
import { type CommandInput, type CommandName } from '../../contract/commands.ts'
import { type Principal } from '../../contract/principal.ts'
import { shipmentMachine, type ShipmentCommandName } from '../../contract/stateMachines.ts'
import { write } from '../../db/write.ts'
import { type ImportedTicket } from '../ImportedTicket.ts'
import { type DemoExtra } from './demoExtras.ts'
import { demoPicture, demoReport, type DemoFile } from './demoFiles.ts'
import { demoEquipment, demoShipments, demoStock, demoVan } from './demoGoods.ts'
import { demoPeople, skillFor, type DemoPerson } from './demoPeople.ts'

export interface ExtrasWorld {
  people: ReadonlyMap<DemoPerson, Principal>
  /** By their row. */
  sites: readonly string[]
  ticketId: (ticket: number) => string | undefined
}

/** As many sites have equipment on record. */
const equipped = 18

/** Plays what is said, timed, attached, ordered and used on the demo day, by the same commands as everyone. */
export class ExtrasPlayer {
  readonly #context: CommandContext
  readonly #world: ExtrasWorld
  /** What lies in each technician's van, by the person. */
  readonly #vans = new Map<DemoPerson, string>()
  readonly #shipments = new Map<number, string>()

  constructor(context: CommandContext, world: ExtrasWorld) {
    this.#context = context
    this.#world = world
  }

  /** Warehouses, vans and the equipment of sites, as they were before the day began; in one transaction, which is 46 fewer. */
  async stockUp(rows: readonly ImportedTicket[]): Promise<void> {
    const principal = this.#principal(demoPeople.find(({ role }) => role === 'dispatcher'))
    await write(
      { db: this.#context.db, principal },
      () => ({ status: 200 }),
      async (tx) => {
        const add = (input: CommandInput<'inventory.create'>) => createInventoryItem(tx, { id: '', input })
        for (const { skill: _skill, ...part } of demoStock) await add({ kind: 'part', ...part })
        for (const person of demoPeople) {
          const skill = person.skills?.[0]
          const { technicianId } = this.#principal(person)
          if (!skill || technicianId === undefined) continue
          const { skill: _skill, ...part } = demoVan[skill]
          this.#vans.set(person, (await add({ kind: 'part', ...part, technicianId })).id)
        }
        for (const [index, siteId] of this.#world.sites.slice(0, equipped).entries()) {
          const skill = skillFor(rows[index]?.type ?? '')
          const serialNumber = `${skill.slice(0, 2).toUpperCase()}-${String(20_417 + index * 37)}`
          await add({ kind: 'equipment', name: demoEquipment[skill], serialNumber, quantity: 1, siteId })
        }
      },
    )
  }

  async play(extra: DemoExtra): Promise<void> {
    const by = this.#principal(extra.by)
    if (extra.kind === 'ship') return this.#ship(by, extra)
    if (extra.kind === 'step') return this.#step(by, extra)
    const ticketId = this.#world.ticketId(extra.ticket)
    if (ticketId === undefined) return
    switch (extra.kind) {
      case 'comment': {
        const colleague = this.#principal(extra.mention)
        const name = mentionOf({ id: colleague.userId ?? '', name: colleague.name })
        const body = extra.text.replace('@', name)
        await this.#run('comment.create', by, { parent: ticketId, input: { body } })
        return
      }
      case 'time': {
        const span = { startedAt: extra.startedAt.toISOString(), endedAt: extra.endedAt.toISOString() }
        await this.#run('time-entry.create', by, { parent: ticketId, input: { ...span, note: extra.note } })
        return
      }
      case 'picture':
        return this.#attach(by, ticketId, await demoPicture(extra.skill, extra.reading))
      case 'report':
        return this.#attach(by, ticketId, demoReport(extra.lines))
      case 'ask':
        await this.#run('ticket.ask-part', by, { id: ticketId, input: { name: extra.name } })
        return
      case 'use': {
        const inventoryId = this.#vans.get(extra.by)
        if (inventoryId) await this.#run('ticket.use-part', by, { id: ticketId, input: { inventoryId, quantity: 1 } })
      }
    }
  }

  async #ship(by: Principal, { shipment, site, ticket }: Extract<DemoExtra, { kind: 'ship' }>): Promise<void> {
    const goods = demoShipments[shipment]
    if (!goods) return
    const { description, items, carrier, expected, created } = goods
    const ticketId = ticket === undefined ? undefined : this.#world.ticketId(ticket)
    const input: CommandInput<'shipment.create'> = {
      description,
      items: [...items],
      carrier,
      service: 'Ground',
      trackingNumber: `SB${String(410_000 + shipment * 173)}`,
      origin: 'Main warehouse',
      expectedAt: new Date(this.#context.db.now().getTime() + (created + expected) * 60_000).toISOString(),
      ...(ticketId === undefined ? { siteId: this.#world.sites[site] ?? null } : { ticketId }),
    }
    this.#shipments.set(shipment, (await this.#run('shipment.create', by, { input })).id)
  }

  async #step(by: Principal, { shipment, step, reason }: Extract<DemoExtra, { kind: 'step' }>): Promise<void> {
    const id = this.#shipments.get(shipment)
    if (id === undefined || !isStep(step)) return
    await this.#run(`shipment.${step}`, by, { id, input: reason === undefined ? {} : { reason } })
  }

  async #attach(principal: Principal, ticketId: string, { name, bytes }: DemoFile): Promise<void> {
    const { db, files } = this.#context
    if (!files) return
    await uploadAttachment(
      { db, files },
      {
        ticketId,
        principal,
        name,
        claimedType: '',
        stream: Readable.from([bytes]),
        wasCut: () => {},
        idempotencyKey: undefined,
      },
    )
  }

  async #run(
    name: CommandName,
    principal: Principal,
    call: { id?: string; parent?: string; input: object },
  ): Promise<Written> {
    const outcome = await runCommand(this.#context, { id: '', ...call, name, principal })
    if (outcome.kept) throw new Error('the demo day sends no idempotency keys')
    return outcome.value
  }

  #principal(person: DemoPerson | undefined): Principal {
    const principal = person && this.#world.people.get(person)
    if (!principal) throw new Error(`${person?.name ?? 'nobody'} is not one of the people of the demo day`)
    return principal
  }
}

function isStep(step: string): step is ShipmentCommandName {
  return Object.hasOwn(shipmentMachine, step)
}
