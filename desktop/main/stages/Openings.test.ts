import { expect, test } from 'vitest'
import { Openings, type Opening } from './Openings.ts'

test('what comes before there is a window is opened with it, the last one of several, and once', () => {
  const openings = new Openings()
  const opened: Opening[] = []
  openings.open({ view: '/ticket/1' })
  openings.open({ view: '/ticket/2' })
  openings.begin((opening) => opened.push(opening))
  expect(opened).toEqual([{ view: '/ticket/2' }])
  openings.open({})
  expect(opened).toEqual([{ view: '/ticket/2' }, {}])
})

test('where nothing waits nothing is opened', () => {
  const opened: Opening[] = []
  new Openings().begin((opening) => opened.push(opening))
  expect(opened).toEqual([])
})
