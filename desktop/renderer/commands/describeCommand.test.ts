import { expect, test } from 'vitest'
import { commands } from '../../../api/contract/commands.ts'
import { type Command } from '../../link/messages.ts'
import { idOf } from '../testing/rows.ts'
import { describeCommand } from './describeCommand.ts'

const names = {
  ticket: () => '#1042',
  technician: () => 'Tim Ruiz',
  thing: (_kind: string, id: string) => (id === idOf(5) ? 'Boiler' : undefined),
}
const say = (command: Command): string => describeCommand(command, idOf(1), names)

test('a command is one line that names what and where', () => {
  expect(say({ name: 'ticket.assign', target: idOf(1), input: { technicianId: idOf(700) } })).toBe(
    'Assign Tim Ruiz to #1042',
  )
  expect(say({ name: 'ticket.update', target: idOf(1), input: { title: 'x', priority: 'P1' } })).toBe(
    'Change title, priority of #1042',
  )
  expect(say({ name: 'ticket.hold', target: idOf(1), input: { reason: 'parts' } })).toBe(
    'Put #1042 on hold: waiting for parts',
  )
  expect(say({ name: 'assignment.en-route', target: idOf(9), input: {} })).toBe('En route: #1042')
})

test('what is no ticket is called by its name, and by what it is where that is not known', () => {
  expect(say({ name: 'inventory.update', target: idOf(5), input: { name: 'Boiler 2' } })).toBe('Change name of Boiler')
  expect(say({ name: 'site.update', target: idOf(6), input: { name: 'x' } })).toBe('Change name of a site')
  expect(say({ name: 'inventory.delete', target: idOf(6), input: {} })).toBe('Delete an item')
  expect(say({ name: 'shipment.received', target: idOf(5), input: {} })).toBe('Receive: Boiler')
  expect(say({ name: 'user.create', input: { email: 'a@b.c', name: 'Ann', role: 'dispatcher', password: 'x' } })).toBe(
    'Create the user “Ann”',
  )
})

test('every command of the contract has words', () => {
  const input = {
    title: 'x',
    name: 'x',
    reason: 'parts',
    disposition: 'completed',
    status: 'on_break',
    duty: 'on_shift',
  }
  for (const name of Object.keys(commands)) {
    // Whatever its input, the words are only read from it.
    expect(say({ name, target: idOf(1), input } as unknown as Command)).toMatch(/^[A-Z].*\S$/)
  }
})
