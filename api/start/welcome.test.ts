import { expect, test } from 'vitest'
import { welcome, type Welcome } from './welcome.ts'

const plain: Welcome = {
  address: 'http://127.0.0.1:8480',
  console: 'fresh',
  desktopApp: { missing: 'electron is not installed' },
  signIns: [],
  admin: undefined,
  simulated: false,
  ignored: undefined,
}

test('a later start says where the console is, and why it is no desktop app', () => {
  expect(welcome(plain)).toBe(
    '\nThe desktop app is not here: electron is not installed.\nThe console: http://127.0.0.1:8480\n',
  )
})

test('a demo day says who can sign in, and whether it is played on', () => {
  const signIns = [{ name: 'Dana Okafor', role: 'dispatcher', email: 'dispatcher@demo.local', password: 'pass' }]
  expect(welcome({ ...plain, signIns, simulated: true })).toContain(
    'Dana Okafor  dispatcher  dispatcher@demo.local  pass\n\nThe day is played on',
  )
  expect(welcome({ ...plain, signIns })).toContain('The simulator is off')
})

test('the first admin`s password is said where it was made up, not where it was set', () => {
  const email = 'admin@signalbox.local'
  expect(welcome({ ...plain, admin: { email, password: 'made-up' } })).toContain(`${email}  made-up`)
  expect(welcome({ ...plain, admin: { email, password: undefined } })).toContain('with the password you set')
})

test('a choice that came too late, and a console that could not be built, are said', () => {
  expect(welcome({ ...plain, ignored: 'demo' })).toContain('--demo is for a first start: what is there was kept.')
  const text = welcome({ ...plain, console: { problem: 'a comma is missing', olderOne: true } })
  expect(text).toContain('could not be built: a comma is missing\nThe one that was built before is shown.')
})
