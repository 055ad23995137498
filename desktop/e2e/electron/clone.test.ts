import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createCodec } from './clone.ts'

const codec = createCodec()
const copy = (value: unknown): unknown => codec.decode(codec.encode(value))

test('whatever structured clone copies arrives as the same', () => {
  // Not `__proto__`: an object literal with it is another object, and nobody sends one.
  const key = fc.string().filter((name) => name !== '__proto__')
  const kinds = { withDate: true, withMap: true, withSet: true, withBigInt: true, withTypedArray: true }
  fc.assert(
    fc.property(fc.anything({ key, ...kinds }), (value) => {
      expect(copy(value)).toStrictEqual(structuredClone(value))
    }),
  )
})

test('errors, expressions, buffers and holes in what JSON knows are kept', () => {
  const error = copy(new TypeError('no'))
  expect([error instanceof Error, error instanceof Error && error.name]).toEqual([true, 'TypeError'])
  expect(copy({ a: undefined, $: 'Date', b: [-0, NaN, Infinity, 10n], c: /x/giu })).toEqual({
    a: undefined,
    $: 'Date',
    b: [-0, NaN, Infinity, 10n],
    c: /x/giu,
  })
  const bytes = copy(new Uint8Array([0, 128, 255]).buffer)
  expect(bytes instanceof ArrayBuffer && [...new Uint8Array(bytes)]).toEqual([0, 128, 255])
})

test.each([() => 1, Symbol('s'), { deep: [() => 1] }, new WeakMap(), Promise.resolve(1)])(
  'what the engine does not clone is refused: %s',
  (value) => {
    expect(() => codec.encode(value)).toThrow(/could not be cloned/)
  },
)

test('its source alone is enough: that is how pages get it', () => {
  // oxlint-disable-next-line no-implied-eval -- pages do the same with it
  const elsewhere: unknown = new Function(`return (${createCodec.toString()})().encode([new Date(5), undefined])`)()
  expect(elsewhere).toBe(codec.encode([new Date(5), undefined]))
})
