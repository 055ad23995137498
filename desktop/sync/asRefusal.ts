import { Refused } from '../../api/contract/errors.ts'
import { Passing } from './Passing.ts'

/** For a window it makes no difference why it did not work just now: it says so and offers to try again. */
export async function asRefusal<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (error instanceof Passing) throw new Refused('unavailable', error.message)
    throw error
  }
}
