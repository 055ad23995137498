/**
 * How far the server's clock is from ours, from what passes by anyway. A message that was stamped `at` and arrived at
 * `t` says that the offset is at least `at - t`; an HTTP Date, cut to whole seconds, bounds it from both sides. The
 * tightest lower bound is short by the way of the fastest message, which is taken as half of the shortest round trip.
 */
export interface ClockOffset {
  /** Server time minus our time, ms; 0 while nothing is known. */
  readonly offset: number
  /** False until the server has been heard once. */
  readonly known: boolean
  /** A message stamped by the server just before it was sent. */
  sawStamp(serverTime: number, arrived: number): void
  /** The Date of an answer (RFC 9110, section 6.6.1), and when the request left and the answer came. */
  sawDate(date: number, sent: number, arrived: number): void
  /** Something small went there and back; longer ones say nothing beside the shortest. */
  sawRoundTrip(ms: number): void
  /** After sleep, or when a clock was set: what was known may be wrong. */
  forget(): void
}

interface Sample {
  low: number
  high: number
}

/** Heads come every second to 15 s: enough for the fastest of some minutes, few enough to follow a drifting clock. */
const kept = 32

export function createClockOffset(): ClockOffset {
  let samples: Sample[] = []
  let offset = 0
  let known = false
  let shortest = Infinity

  const add = (sample: Sample): void => {
    samples = [...samples, sample].slice(-kept)
    if (!agree(samples)) samples = [sample]
    const oneWay = Number.isFinite(shortest) ? shortest / 2 : 0
    offset = Math.round(Math.min(lowest(samples) + oneWay, highest(samples)))
    known = true
  }
  return {
    get offset() {
      return offset
    },
    get known() {
      return known
    },
    sawStamp: (serverTime, arrived) => add({ low: serverTime - arrived, high: Infinity }),
    sawDate: (date, sent, arrived) => {
      shortest = Math.min(shortest, Math.max(0, arrived - sent))
      add({ low: date - arrived, high: date + 1000 - sent })
    },
    sawRoundTrip: (ms) => {
      shortest = Math.min(shortest, Math.max(0, ms))
    },
    forget: () => {
      samples = []
      shortest = Infinity
    },
  }
}

const lowest = (samples: Sample[]): number => Math.max(...samples.map(({ low }) => low))
const highest = (samples: Sample[]): number => Math.min(...samples.map(({ high }) => high))

function agree(samples: Sample[]): boolean {
  return lowest(samples) <= highest(samples)
}
