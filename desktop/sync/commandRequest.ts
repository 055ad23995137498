import { commands, type CommandName } from '../../api/contract/commands.ts'
import { entityTypes, type EntityType } from '../../api/contract/change.ts'
import { Refused } from '../../api/contract/errors.ts'
import { type Command } from '../link/messages.ts'
import { type ApiRequest } from './api.ts'
import { type StoredCommand } from './replicaStore.ts'

/** A command as the request that carries it out; the contract's table says where. */
export function commandRequest({ id, command }: Pick<StoredCommand, 'id' | 'command'>): ApiRequest {
  const { method, path } = commands[command.name]
  const headers: Record<string, string> = { 'idempotency-key': id }
  if (method === 'PATCH' && command.baseVersion !== undefined) headers['if-match'] = `"${command.baseVersion}"`
  const target = encodeURIComponent(command.target ?? '')
  const parent = encodeURIComponent(command.parent ?? '')
  const request = { method, path: path.replace(':parent', parent).replace(':id', target), headers }
  if (method === 'DELETE') return request
  headers['content-type'] = 'application/json'
  return { ...request, body: JSON.stringify(command.input) }
}

/** @throws {Refused} invalid_input, where it is none of the contract's, or lacks the row that it is about. */
export function checkCommand({ name, target, parent }: Command): void {
  if (!isCommandName(name)) throw new Refused('invalid_input', `There is no command ${String(name)}.`)
  if (commands[name].path.includes(':id') && !target) throw new Refused('invalid_input', `${name} needs a target.`)
  if (commands[name].path.includes(':parent') && !parent)
    throw new Refused('invalid_input', `${name} needs its ticket.`)
}

export function isCommandName(value: unknown): value is CommandName {
  return typeof value === 'string' && Object.hasOwn(commands, value)
}

/** The kind of row that a command is about, and that the server gives in answer: for a step of an assignment, its ticket. */
export function rowTypeOf(name: CommandName): EntityType {
  const subject = name.slice(0, name.indexOf('.'))
  if (subject === 'assignment') return 'ticket'
  const type = entityTypes.find((each) => each === subject.replaceAll('-', '_'))
  if (!type) throw new Error(`${name} is about no kind of row`)
  return type
}

/** The row is new to this user after the command. */
export function isCreation(name: CommandName): boolean {
  return name.endsWith('.create') || name === 'ticket.restore'
}

/** Creates whose rows may be given their id here; users and technicians get theirs from the server. */
const drafted = new Set<CommandName>([
  'ticket.create',
  'site.create',
  'shipment.create',
  'inventory.create',
  'comment.create',
  'time-entry.create',
])

/**
 * A draft and the row that comes of it are one: it gets its id here, so that it can be shown, and further commands sent
 * after it, before the server has heard of it.
 */
export function withOwnId(command: Command, newId: () => string): Command {
  if (!drafted.has(command.name)) return command
  // The name and the fields stay as they are: only the id is added where there is none.
  return { ...command, input: { ...command.input, id: ownId(command) ?? newId() } } as Command
}

/** The id that a create gives its row; undefined where the server does, and for everything else. */
export function ownId({ name, input }: Command): string | undefined {
  return drafted.has(name) && 'id' in input ? input.id : undefined
}

/** It holds a password, which is not written to any disk nor shown to any window. */
export function holdsSecret({ name }: Command): boolean {
  return name === 'user.create'
}
