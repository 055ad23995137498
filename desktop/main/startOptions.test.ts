import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { linkOf, pathOfLink } from '../host/deepLink.ts'
import { importFileOf, readStartOptions } from './startOptions.ts'

test('a link among the arguments is the view to open, wherever it stands', () => {
  const argv = ['/opt/signalbox', '--enable-features=x', 'signalbox://ticket/1042', '--hidden']
  const asked = { server: undefined, path: '/ticket/1042', file: undefined, hidden: true, safeMode: false }
  expect(readStartOptions(argv, '/home/dana')).toEqual(asked)
  const server = ['signalbox', '--server=localhost:8480']
  expect(readStartOptions(server, '/home/dana')).toMatchObject({ server: 'http://localhost:8480' })
})

describe('files', () => {
  test.each([
    ['day.csv', '/home/dana/day.csv'],
    ['/data/A day.CSV', '/data/A day.CSV'],
    ['file:///data/A%20day.csv', '/data/A day.csv'],
  ])('%s is the file %s', (argument, file) => {
    expect(readStartOptions(['/opt/signalbox', '--hidden', argument], '/home/dana').file).toBe(file)
  })

  test.each([
    '--log=a.csv',
    'a.txt',
    'https://dispatch.example/a.csv',
    'signalbox://a.csv',
    'file://other.example/a%2fb.csv',
  ])('%s is none', (argument) => {
    expect(importFileOf(argument, '/home/dana')).toBeUndefined()
  })

  test('the program itself is none', () => {
    expect(readStartOptions(['/opt/table.csv'], '/').file).toBeUndefined()
  })
})

describe('links', () => {
  test.each([
    ['signalbox://ticket/1042', '/ticket/1042'],
    ['signalbox:ticket/1042/', '/ticket/1042'],
    ['SIGNALBOX://tickets/open?priority=P1', '/tickets/open?priority=P1'],
  ])('%s leads to %s', (link, path) => {
    expect(pathOfLink(link)).toBe(path)
  })

  test.each([
    'https://dispatch.example/ticket/1',
    'signalbox://ticket/../../etc',
    'signalbox://ticket/<b>',
    'signalbox://a//b',
    `signalbox://${'a'.repeat(600)}`,
    'signalbox://ticket/1#x',
    'signalbox://ticket/%2e%2e/x',
    '--signalbox://ticket/1',
  ])('%s leads nowhere', (link) => {
    expect(pathOfLink(link)).toBeUndefined()
  })

  test('whatever is in a link, it leads to a path of the console or nowhere', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const path = pathOfLink(`signalbox://${text}`)
        expect(path === undefined || new URL(path, 'app://console').host === 'console').toBe(true)
      }),
    )
  })

  test('the link of a view leads to it', () => {
    fc.assert(
      fc.property(fc.nat(), (number) => {
        expect(pathOfLink(linkOf(`/ticket/${number}`))).toBe(`/ticket/${number}`)
      }),
    )
  })
})
