import { v7 } from 'uuid'

/** A UUID, version 7 (RFC 9562, section 5.7). Not crypto.randomUUID: plain http away from localhost does not have it. */
export function newId(): string {
  return v7()
}
