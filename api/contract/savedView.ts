import { Type as T, type Static } from 'typebox'
import { Id, Timestamp } from './ids.ts'

/** Of one person, of one list: tabs are read at a glance, and each view takes a bit of every ticket in a console. */
export const mostOwnViews = 12
/** Of all people together, of one list. */
export const mostSharedViews = 8

const name = { minLength: 1, maxLength: 60 }

const fields = {
  list: T.String({ ...name, description: 'whose view it is: tickets, shipments, inventory ...' }),
  base: T.String({ ...name, description: 'the given view that it narrows' }),
  label: T.String({ minLength: 1, maxLength: 40, pattern: '\\S' }),
  query: T.Record(T.String({ maxLength: 60 }), T.String({ maxLength: 2_000 }), {
    maxProperties: 30,
    description: 'what is searched (`q`) and filtered, as in an address',
  }),
  sort: T.String({ ...name, description: '`column` or `-column`' }),
  columns: T.Record(T.String({ maxLength: 60 }), T.Boolean(), {
    maxProperties: 60,
    description: 'switched on or off, against what the list shows by itself',
  }),
  shared: T.Boolean({ description: 'with all dispatchers and managers' }),
}

/** `PUT /views/:id`: makes the view, or changes it. */
export const SaveView = T.Object(fields, { additionalProperties: false })
export type SaveView = Static<typeof SaveView>

export const SavedView = T.Object(
  {
    id: Id,
    version: T.Integer({ minimum: 1 }),
    ...fields,
    owner: T.Object({ id: Id, name: T.String() }, { additionalProperties: false }),
    updatedAt: Timestamp,
  },
  { additionalProperties: false },
)
export type SavedView = Static<typeof SavedView>

/** `GET /views`: one's own, and what is shared, oldest first. */
export const SavedViews = T.Object({ items: T.Array(SavedView) }, { additionalProperties: false })
