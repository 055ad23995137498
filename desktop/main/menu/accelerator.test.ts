import { expect, test } from 'vitest'
import { acceleratorOf } from './accelerator.ts'

test.each([
  ['$mod+k', 'CommandOrControl+K'],
  ['Alt+Shift+ArrowUp', 'Alt+Shift+Up'],
  ['$mod+Enter', 'CommandOrControl+Enter'],
])('%s is %s', (keys, accelerator) => {
  expect(acceleratorOf(keys)).toBe(accelerator)
})

test.each([undefined, 'c', 'Shift+t', '[Shift]+?', 'g t', 'Hyper+x', '$mod+€'])(
  '%s gets none: the page sees to it itself',
  (keys) => {
    expect(acceleratorOf(keys)).toBeUndefined()
  },
)
