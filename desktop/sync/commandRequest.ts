import { commands, type CommandName } from '../../api/contract/commands.ts'
import { type EntityType } from '../../api/contract/change.ts'
import { Refused } from '../../api/contract/errors.ts'
import { type Command } from '../link/messages.ts'
import { type ApiRequest } from './api.ts'
import { type StoredCommand } from './replicaStore.ts'

/** A command as the request that carries it out; the contract's table says where. */
export function commandRequest({ id, command }: Pick<StoredCommand, 'id' | 'command'>): ApiRequest {
  const { method, path } = commands[command.name]
  const headers: Record<string, string> = { 'idempotency-key': id }
  if (method === 'PATCH' && command.baseVersion !== undefined) headers['if-match'] = `"${command.baseVersion}"`
  const request = { method, path: path.replace(':id', encodeURIComponent(command.target ?? '')), headers }
  if (method === 'DELETE') return request
  headers['content-type'] = 'application/json'
  return { ...request, body: JSON.stringify(command.input) }
}

/** @throws {Refused} invalid_input, where it is none of the contract's, or lacks the row that it is about. */
export function checkCommand({ name, target }: Command): void {
  if (!isCommandName(name)) throw new Refused('invalid_input', `There is no command ${String(name)}.`)
  if (commands[name].path.includes(':id') && !target) throw new Refused('invalid_input', `${name} needs a target.`)
}

export function isCommandName(value: unknown): value is CommandName {
  return typeof value === 'string' && Object.hasOwn(commands, value)
}

/** The kind of row that the server gives in answer: for a step of an assignment, its ticket. */
export function answerType(name: CommandName): EntityType {
  if (name.startsWith('ticket.') || name.startsWith('assignment.')) return 'ticket'
  if (name.startsWith('site.')) return 'site'
  return name.startsWith('technician.') ? 'technician' : 'user'
}

/** The row is new to this user after the command. */
export function isCreation(name: CommandName): boolean {
  return name.endsWith('.create') || name === 'ticket.restore'
}

/**
 * A draft and the row that comes of it are one: tickets and sites get their id here, so that they can be shown, and
 * further commands sent after them, before the server has heard of them.
 */
export function withOwnId(command: Command, newId: () => string): Command {
  if (command.name === 'ticket.create')
    return { ...command, input: { ...command.input, id: command.input.id ?? newId() } }
  if (command.name === 'site.create')
    return { ...command, input: { ...command.input, id: command.input.id ?? newId() } }
  return command
}

/** It holds a password, which is not written to any disk nor shown to any window. */
export function holdsSecret({ name }: Command): boolean {
  return name === 'user.create'
}
