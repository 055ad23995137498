import { expect, test } from 'vitest'
import { defaultNotificationPreferences } from '../../api/contract/notificationPreferences.ts'
import { type Api } from './api.ts'
import { preferencesCalls } from './notificationPreferences.ts'
import { Passing } from './Passing.ts'
import { answer } from './testing/answers.ts'
import { settle } from './testing/FakeClock.ts'

test('what is saved in a row arrives in a row, also after one that failed', async () => {
  const waiting: { body: string; finish: () => void; fail: () => void }[] = []
  const api: Api = ({ body = '' }) =>
    new Promise((resolve, reject) => {
      const fail = (): void => reject(new Passing('The server does not answer.'))
      waiting.push({ body, finish: () => resolve(answer(200, {})), fail })
    })
  const calls = preferencesCalls(api, () => {})
  const save = (volume: number) => calls.saveNotificationPreferences({ ...defaultNotificationPreferences, volume })
  const [first, second, third] = [save(0.1), save(0.2), save(0.3)]
  const volumes = (): number[] => waiting.map(({ body }) => (JSON.parse(body) as { volume: number }).volume)
  await settle()
  expect(volumes()).toEqual([0.1])
  waiting[0]?.fail()
  await expect(first).rejects.toThrow()
  await settle()
  expect(volumes()).toEqual([0.1, 0.2])
  waiting[1]?.finish()
  await second
  await settle()
  waiting[2]?.finish()
  await third
  expect(volumes()).toEqual([0.1, 0.2, 0.3])
})
