/** How long a list page may be, and how long it is when nobody says. */
export const maxPageSize = 200
export const defaultPageSize = 50

/**
 * What each list may be sorted and filtered by: closed lists, so that an unknown field is a clear 400 and every one
 * has its index or is known to be cheap. `-field` sorts descending.
 */
export const listFields = {
  tickets: {
    sort: [
      'createdAt',
      'updatedAt',
      'number',
      'priority',
      'status',
      'title',
      'type',
      'scheduledFor',
      'responseDueAt',
      'resolutionDueAt',
    ],
    filter: [
      'id',
      'number',
      'title',
      'siteId',
      'type',
      'priority',
      'status',
      'holdReason',
      'disposition',
      'source',
      'sourceStatus',
      'externalRef',
      'assigneeIds',
      'unassigned',
    ],
  },
  sites: { sort: ['createdAt', 'updatedAt', 'name'], filter: ['id', 'name', 'timeZone', 'source', 'externalRef'] },
  technicians: {
    sort: ['createdAt', 'updatedAt', 'name', 'status'],
    filter: ['id', 'userId', 'name', 'duty', 'status', 'reach', 'active'],
  },
  shipments: {
    sort: ['createdAt', 'updatedAt', 'number', 'status', 'expectedAt'],
    filter: ['id', 'number', 'status', 'exception', 'ticketId', 'siteId', 'carrier', 'trackingNumber'],
  },
  inventory: {
    sort: ['createdAt', 'updatedAt', 'name', 'quantity'],
    filter: ['id', 'kind', 'name', 'sku', 'serialNumber', 'place', 'warehouse', 'siteId', 'technicianId'],
  },
  comments: { sort: ['createdAt', 'updatedAt'], filter: ['id', 'ticketId', 'authorId'] },
  'time-entries': {
    sort: ['createdAt', 'updatedAt', 'startedAt'],
    filter: ['id', 'ticketId', 'userId', 'technicianId', 'origin'],
  },
  attachments: { sort: ['createdAt', 'updatedAt', 'name', 'size'], filter: ['id', 'ticketId', 'contentType'] },
  assignments: { sort: ['createdAt', 'assignedAt', 'state'], filter: ['id', 'ticketId', 'technicianId', 'state'] },
  users: { sort: ['createdAt', 'updatedAt', 'name', 'role'], filter: ['id', 'name', 'role', 'active', 'technicianId'] },
} as const satisfies Record<string, { sort: readonly string[]; filter: readonly string[] }>

export type Collection = keyof typeof listFields

/** Those that hang on a ticket: listed below it, `/tickets/:parent/<collection>`. */
export const ticketCollections = [
  'comments',
  'time-entries',
  'attachments',
  'assignments',
] as const satisfies Collection[]
