/** Closed or cancelled tickets stay live for this long; older ones are history, fetched on demand. */
export const workingSetDays = 7

/** SQL: the tickets of the working set among those that are visible. */
export const inWorkingSet = `(tickets.left_at is null or tickets.left_at > now() - interval '${workingSetDays} days')`
