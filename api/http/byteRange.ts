import { type FastifyReply, type FastifyRequest } from 'fastify'
import { parse, type Range } from 'range-parser'
import { Refused } from '../contract/errors.ts'

/**
 * The one part of a file that a request asks for, so that a broken download goes on where it broke (RFC 9110, section 14).
 * Undefined for the whole: without the header, where it is malformed, under `If-Range`, and for several parts at once,
 * which a server may answer with the whole (14.2), and which nobody needs of a file of at most 25 MB.
 * @throws {Refused} range_not_satisfiable where no byte of it is there.
 */
export function byteRange({ headers, method }: FastifyRequest, reply: FastifyReply, size: number): Range | undefined {
  if (headers.range === undefined || headers['if-range'] !== undefined || method !== 'GET') return undefined
  const { code, type, ranges } = parse(size, headers.range)
  if (type !== 'bytes' || (code & malformed) !== 0 || ranges.length > 1) return undefined
  const [first] = ranges
  if (first) return first
  reply.header('content-range', `bytes */${size}`)
  throw new Refused('range_not_satisfiable', `The file has ${size} bytes, and none of these.`, { size })
}

/** A bit of the parser's code. */
const malformed = 1
