/** This machine's time in ms since 1970 with microseconds in it, comparable between processes and with PostgreSQL's. */
export function now(): number {
  return performance.timeOrigin + performance.now()
}
