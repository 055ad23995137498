import fc from 'fast-check'
import { expect, test } from 'vitest'
import { linesOf } from './ndjson.ts'

async function* inPieces(text: string, cuts: number[]): AsyncGenerator<string> {
  let from = 0
  for (const cut of cuts.toSorted((a, b) => a - b)) {
    yield text.slice(from, cut)
    from = Math.max(from, cut)
  }
  yield text.slice(from)
}

test('S15 lines are the same wherever the pieces are cut', async () => {
  const lines = fc.array(fc.string().filter((line) => line.length > 0 && !line.includes('\n')))
  await fc.assert(
    fc.asyncProperty(lines, fc.array(fc.nat(200)), fc.boolean(), async (all, cuts, ended) => {
      const text = all.join('\n') + (ended && all.length > 0 ? '\n' : '')
      const cutsWithin = cuts.filter((cut) => cut <= text.length)
      expect(await Array.fromAsync(linesOf(inPieces(text, cutsWithin)))).toEqual(all)
    }),
  )
})
