import { Type as T, type Static } from 'typebox'

/** Things a dispatcher should know about a command that was carried out all the same. */
export const Warning = T.Object(
  {
    code: T.Enum(['technician_off_shift', 'technician_busy']),
    message: T.String(),
  },
  { additionalProperties: false },
)
export type Warning = Static<typeof Warning>
