export interface HttpWrite {
  method: string
  path: string
  headers: Record<string, string>
  body: string
}

export interface Load {
  /** `http://host:port` */
  server: string
  writes: HttpWrite[]
  /** Begun so many a second, whether those before were answered or not; undefined: as fast as they are answered. */
  perSecond: number | undefined
}

export interface LoadResult {
  /** When the first was begun and the last was answered. */
  begun: number
  answered: number
}

export type LoadOrders = {
  /** @throws where one was refused. */
  send: { input: Load; output: LoadResult }
}
