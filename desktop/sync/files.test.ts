import { expect, test } from 'vitest'
import { Refused } from '../../api/contract/errors.ts'
import { type ApiRequest } from './api.ts'
import { downloadFile, uploadFile } from './files.ts'
import { Passing } from './Passing.ts'
import { type HttpAnswer } from './ports.ts'
import { testId } from './testing/ids.ts'

const bytes = new TextEncoder().encode('12 bar').buffer

function answering(body: unknown, headers: Record<string, string> = {}) {
  const requests: ApiRequest[] = []
  const text = JSON.stringify(body)
  const answer: HttpAnswer = {
    status: 200,
    header: (name) => headers[name],
    chunks: async function* () {
      yield text
    },
    bytes: async () => bytes,
  }
  const api = async (request: ApiRequest): Promise<HttpAnswer> => {
    requests.push(request)
    return answer
  }
  return { api, requests }
}

const upload = { ticketId: testId(7), key: testId(50), name: 'readings.txt', bytes }

test('a file goes up once for its key, with minutes of time', async () => {
  const { api, requests } = answering({ id: testId(60), name: 'readings.txt' })
  expect(await uploadFile(api, upload)).toMatchObject({ id: testId(60) })
  expect(requests).toEqual([
    expect.objectContaining({
      method: 'POST',
      path: `/tickets/${testId(7)}/attachments`,
      headers: { 'idempotency-key': testId(50) },
      file: { field: 'file', name: 'readings.txt', bytes },
    }),
  ])
  expect(requests[0]?.deadline).toBeGreaterThanOrEqual(180_000)
})

test('a server that cannot be reached is `unavailable`: the window still has the file', async () => {
  const away = async (): Promise<HttpAnswer> => {
    throw new Passing('The server cannot be reached.')
  }
  await expect(uploadFile(away, upload)).rejects.toMatchObject({ code: 'unavailable' })
  await expect(downloadFile(away, { url: '/api/v1/attachments/1/content' })).rejects.toMatchObject({
    code: 'unavailable',
  })
})

test('what the server refuses comes back as it says, and an answer that is none is no success', async () => {
  const refused = async (): Promise<HttpAnswer> => {
    throw new Refused('unsupported_type', 'By its name this is image.')
  }
  await expect(uploadFile(refused, upload)).rejects.toMatchObject({ code: 'unsupported_type' })
  await expect(uploadFile(answering([]).api, upload)).rejects.toMatchObject({ code: 'unavailable' })
})

test('only files of attachments are fetched, below the API and with their type', async () => {
  const { api, requests } = answering({}, { 'content-type': 'text/plain' })
  const file = await downloadFile(api, { url: '/api/v1/attachments/1/content' })
  expect(file).toEqual({ bytes, contentType: 'text/plain' })
  expect(requests[0]?.path).toBe('/attachments/1/content')
  for (const url of ['/api/v1/users', 'https://elsewhere.example/attachments/1', '/api/v1/attachments']) {
    await expect(downloadFile(api, { url })).rejects.toMatchObject({ code: 'invalid_input' })
  }
  expect(requests).toHaveLength(1)
})
