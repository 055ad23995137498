import { expect, test } from 'vitest'
import { contextTemplate, type Clicked, type ContextDeeds } from './contextTemplate.ts'

const nothing: Clicked = {
  isEditable: false,
  selectionText: '',
  misspelledWord: '',
  dictionarySuggestions: [],
  linkURL: '',
  editFlags: { canUndo: false, canRedo: false, canCut: false, canCopy: false, canPaste: false },
}
const done: string[] = []
const deeds: ContextDeeds = {
  replaceWith: (word) => done.push(`replace ${word}`),
  learn: (word) => done.push(`learn ${word}`),
  openWindow: (path) => done.push(`open ${path}`),
}
const menu = (clicked: Partial<Clicked>) => contextTemplate({ ...nothing, ...clicked }, deeds)

test('where there is nothing to do there is no menu', () => {
  expect(menu({})).toEqual([])
  expect(menu({ linkURL: 'https://example.com/a' })).toEqual([])
})

test('a word that is not spelled well can be replaced or learned', () => {
  const items = menu({ isEditable: true, misspelledWord: 'valv', dictionarySuggestions: ['valve', 'valid'] })
  expect(items.map(({ label, role, type }) => label ?? role ?? type)).toEqual([
    'valve',
    'valid',
    'Learn “valv”',
    'separator',
    'undo',
    'redo',
    'separator',
    'cut',
    'copy',
    'paste',
    'selectAll',
  ])
})

test('a link to a view opens in a window of its own', () => {
  const [item] = menu({ linkURL: 'app://console/ticket/1042?x=1' })
  item?.click?.call(undefined, ...([] as unknown as Parameters<NonNullable<typeof item.click>>))
  expect([item?.label, done.at(-1)]).toEqual(['Open in a window of its own', 'open /ticket/1042?x=1'])
})

test('text that is marked can be copied', () => {
  expect(menu({ selectionText: 'abc', editFlags: { ...nothing.editFlags, canCopy: true } })).toEqual([
    { role: 'copy', enabled: true },
  ])
})
