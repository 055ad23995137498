import { expect, test } from 'vitest'
import { idOf } from '../testing/rows.ts'
import { commandsOf, emptyForm, formOf, formProblems, readForm } from './ticketForm.ts'

const full = { ...emptyForm, title: ' Water leak ', siteId: idOf(500), type: 'Water' }

function ids(): () => string {
  let next = 0
  return () => idOf(++next)
}

test('it says what is missing, by field', () => {
  expect(Object.keys(formProblems(emptyForm))).toEqual(['title', 'site', 'type'])
  expect(formProblems(full)).toEqual({})
  const newSite = { name: 'Depot', address: ' ', timeZone: 'UTC' }
  expect(Object.keys(formProblems({ ...full, siteId: '', newSite }))).toEqual(['address'])
})

test('a ticket carries its own id, and nothing that was left empty', () => {
  const { commands, ticketId } = commandsOf(full, ids())
  expect(commands).toEqual([
    {
      name: 'ticket.create',
      input: { id: ticketId, title: 'Water leak', siteId: idOf(500), type: 'Water', priority: 'P3' },
    },
  ])
})

test('a new site is made before the ticket that names it', () => {
  const newSite = { name: 'Depot', address: '1 Dock Rd', timeZone: 'UTC' }
  const { commands } = commandsOf({ ...full, siteId: '', newSite }, ids())
  expect(commands.map(({ name }) => name)).toEqual(['site.create', 'ticket.create'])
  expect(commands[1]?.input).toMatchObject({ siteId: idOf(2) })
  expect(commands[0]?.input).toMatchObject({ id: idOf(2), address: '1 Dock Rd' })
})

test('a refused ticket comes back as it was typed', () => {
  const form = { ...full, title: 'Water leak', description: 'In the cellar', priority: 'P1' as const }
  const [create] = commandsOf(form, ids()).commands
  expect(create?.name === 'ticket.create' && formOf(create.input)).toEqual(form)
})

test('what is stored may be nonsense', () => {
  expect(readForm('{')).toEqual(emptyForm)
  expect(readForm('{"title": 3, "priority": "P9"}')).toEqual({ ...emptyForm, priority: 'P4' })
  expect(readForm(JSON.stringify(full))).toEqual(full)
})
