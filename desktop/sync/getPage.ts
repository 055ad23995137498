import { isRecord } from '../link/wire.ts'
import { type Api } from './api.ts'
import { asRefusal } from './asRefusal.ts'
import { Passing } from './Passing.ts'
import { readJson } from './serverCall.ts'

export interface Page {
  items: unknown[]
  nextCursor?: string
}

/** One page of a list. @throws {Refused} as the server says, or `unavailable` while it cannot be reached. */
export async function getPage(api: Api, path: string, params: Record<string, string>): Promise<Page> {
  const query = Object.entries(params).map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
  return asRefusal(
    (async () => {
      const page = await readJson(await api({ method: 'GET', path: `${path}?${query.join('&')}` }))
      if (!isRecord(page) || !Array.isArray(page.items)) throw new Passing('The answer could not be read.')
      return typeof page.nextCursor === 'string'
        ? { items: page.items, nextCursor: page.nextCursor }
        : { items: page.items }
    })(),
  )
}
