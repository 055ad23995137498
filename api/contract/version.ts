/**
 * The version of the published language. Raise it with every change to a schema, a topic or a machine, add a line to
 * the history, and put the new hash in: version.test.ts fails until all three are done.
 */
export const contractVersion = 19

export const contractHistory: Record<number, { hash: string; what: string }> = {
  1: {
    hash: '0e863b5e76c62d2e',
    what: 'users, sites, technicians, tickets, assignments, sessions, changes, feeds, sync, errors',
  },
  2: {
    hash: '3822ef7b9f21a883',
    what: 'shipments, inventory, comments, time entries, attachments, parts of a ticket, imports, exports, tokens, second factors, the audit, the wallboard, notifications, presence',
  },
  3: { hash: '529096a6613e8f0a', what: 'single sign-on' },
  4: {
    hash: '829ea466d25d28b4',
    what: 'how an assignment comes to its technician: sent, delivered, seen; what the broker refused, in the audit',
  },
  5: { hash: '099951088f7ba068', what: 'assignments as a collection below their ticket' },
  6: {
    hash: '0911359ab278b03c',
    what: 'who cannot be reached is warned of before assigning, on screen; not in the answer',
  },
  7: { hash: 'c20a7bd0156b7601', what: 'range_not_satisfiable, for parts of attachments' },
  8: { hash: '7527f559ec108ab6', what: 'the list of imports' },
  9: { hash: '94ff7bdf60123839', what: 'own exports come back: formats of imports, and what a preview shows of them' },
  10: {
    hash: '01172aab956c3d24',
    what: 'SLA: due times of tickets, holds, what is promised for each priority, its alerts',
  },
  11: { hash: 'd6bc6d94bd361229', what: 'Web Push: the channel, subscriptions of sessions' },
  12: {
    hash: '92418d99aaf8d6ae',
    what: 'the alarm of critical tickets: its ladder, its acknowledgement',
  },
  13: { hash: '8366558ee44dc2c5', what: 'another signing key, in the audit' },
  14: { hash: '70677e8f77457a7d', what: 'a ticket that is taken over, and who was quicker' },
  15: { hash: '2bbe24accd226e26', what: 'saved views of lists: one’s own, and those that are shared' },
  16: { hash: 'd1f6ec338770bea0', what: 'mail that does not arrive, another address for somebody' },
  17: { hash: '8255fcb0a28f021e', what: 'quiet while off shift' },
  18: { hash: 'd36a87730ddfb57b', what: 'off duty, of the staff' },
  19: { hash: '743cb405b4746786', what: 'muted and off duty, told to every device' },
}
