import { expect, test } from 'vitest'
import { effectScope, nextTick, shallowRef } from 'vue'
import { useHeldRows } from './useHeldRows.ts'

interface Part {
  id: string
  isNew?: boolean
}

/** A list of ten visible rows that somebody points at, or not. */
async function list(first: Part[]) {
  const rows = shallowRef<Part[]>(first)
  const order = shallowRef('name')
  const isHeld = shallowRef(true)
  const scope = effectScope()
  const held = scope.run(() =>
    useHeldRows<Part>({
      rows: () => rows.value,
      rowOf: (id) => rows.value.find((each) => each.id === id),
      question: () => [order.value],
      isOwnNew: ({ isNew = false }) => isNew,
      isHeld,
      sight: () => ({ first: 0, last: 9 }),
    }),
  )
  if (!held) throw new Error('the scope is over')
  await nextTick()
  const shown = () => held.held.value.rows.map(({ id }) => id).join('')
  return { rows, order, isHeld, held, shown, end: () => scope.stop() }
}
const parts = (ids: string): Part[] => ids.split('').map((id) => ({ id }))

test('while somebody points at the list what arrives waits, and comes in when they look away', async () => {
  const { rows, isHeld, held, shown, end } = await list(parts('bcd'))
  rows.value = parts('abcd')
  await nextTick()
  expect([shown(), held.held.value.arrived]).toEqual(['bcd', 1])
  isHeld.value = false
  await nextTick()
  expect([shown(), held.held.value.arrived]).toEqual(['abcd', 0])
  end()
})

test('a load that comes in parts is no arrival', async () => {
  const { rows, shown, end } = await list(parts('yz'))
  rows.value = parts('abcdefyz')
  await nextTick()
  expect(shown()).toBe('abcdefyz')
  end()
})

test('their own new row comes in at once', async () => {
  const { rows, shown, end } = await list(parts('bcd'))
  rows.value = [{ id: 'a', isNew: true }, ...parts('bcd')]
  await nextTick()
  expect(shown()).toBe('abcd')
  end()
})

test('another order is another list, at once', async () => {
  const { rows, order, shown, end } = await list(parts('bcd'))
  rows.value = parts('dcba')
  order.value = 'age'
  await nextTick()
  expect(shown()).toBe('dcba')
  end()
})
