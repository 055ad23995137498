/** What a child can be told, by name: `interface ClientOrders { open: { input: ..., output: ... } }`. */
export type AnyOrders = { [Name in string]: { input: unknown; output: unknown } }

export interface Order {
  n: number
  name: string
  input: unknown
}

export type Answer = { n: number; output: unknown } | { n: number; problem: string }

export type Handlers<Orders extends AnyOrders> = {
  [Name in keyof Orders]: (input: Orders[Name]['input']) => Promise<Orders[Name]['output']>
}

/** The child's end: answers each order, also with what went wrong, and ends when the bench is gone. */
export function answerOrders<Orders extends AnyOrders>(handlers: Handlers<Orders>): void {
  process.on('message', ({ n, name, input }: Order) => {
    const handler = handlers[name]
    const answer = handler ? handler(input) : Promise.reject(new Error(`no order "${name}"`))
    answer.then(
      (output) => process.send?.({ n, output } satisfies Answer),
      (error: unknown) => process.send?.({ n, problem: textOf(error) } satisfies Answer),
    )
  })
  // By exit and not by a signal: a CPU profile is written on exit.
  process.on('disconnect', () => process.exit(0))
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
