import { randomUUID } from 'node:crypto'
import { Type as T, type Static, type TSchema } from 'typebox'
import { Value } from 'typebox/value'
import { type Cluster } from './cluster.ts'

/** Who knows answers at once; who does not says nothing. */
const patience = 1_000

const Question = T.Object({ id: T.String(), body: T.Unknown() })
const Answer = T.Object({ id: T.String(), body: T.Unknown() })

/** Something that one of the nodes knows, and the others have to ask for. */
export class Questions<Q extends TSchema, A extends TSchema> {
  readonly #cluster: Cluster
  readonly #kind: string
  readonly #waiting = new Map<string, (answer: Static<A>) => void>()

  constructor(options: {
    cluster: Cluster
    kind: string
    question: Q
    answer: A
    /** What this node knows of it. */
    find: (question: Static<Q>) => Static<A> | undefined
  }) {
    const { cluster, kind, question, answer, find } = options
    this.#cluster = cluster
    this.#kind = kind
    cluster.listen(`${kind}?`, Question, ({ id, body }) => {
      const found = Value.Check(question, body) ? find(body) : undefined
      if (found !== undefined) cluster.send(`${kind}!`, { id, body: found })
    })
    cluster.listen(`${kind}!`, Answer, ({ id, body }) => {
      if (Value.Check(answer, body)) this.#waiting.get(id)?.(body)
    })
  }

  /** Undefined where none of the others knows. */
  async ask(body: Static<Q>): Promise<Static<A> | undefined> {
    const id = randomUUID()
    const answered = Promise.withResolvers<Static<A> | undefined>()
    const timer = setTimeout(() => answered.resolve(undefined), patience)
    this.#waiting.set(id, answered.resolve)
    this.#cluster.send(`${this.#kind}?`, { id, body })
    const answer = await answered.promise
    clearTimeout(timer)
    this.#waiting.delete(id)
    return answer
  }
}
