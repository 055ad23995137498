import { expect, test } from 'vitest'
import { chooseFirstDay } from './chooseFirstDay.ts'

/** A person who answers that, one line after another. */
function person(...answers: (string | undefined)[]) {
  const asked: string[] = []
  const ask = async (question: string): Promise<string | undefined> => {
    asked.push(question)
    return answers[asked.length - 1]
  }
  return { asked, ask }
}

test('a flag decides without a question', async () => {
  const { asked, ask } = person('empty')
  expect(await chooseFirstDay('demo', ask)).toBe('demo')
  expect(await chooseFirstDay('empty', undefined)).toBe('empty')
  expect(asked).toEqual([])
})

test('without a terminal it is the demo day', async () => {
  expect(await chooseFirstDay(undefined, undefined)).toBe('demo')
})

test.for<[string | undefined, string]>([
  ['', 'demo'],
  [undefined, 'demo'],
  ['demo', 'demo'],
  [' E ', 'empty'],
  ['EMPTY', 'empty'],
])('the answer %j takes %s', async ([answer, day]) => {
  expect(await chooseFirstDay(undefined, person(answer).ask)).toBe(day)
})

test('what is neither is asked again', async () => {
  const { asked, ask } = person('maybe', 'no', 'empty')
  expect(await chooseFirstDay(undefined, ask)).toBe('empty')
  expect(asked).toHaveLength(3)
})
