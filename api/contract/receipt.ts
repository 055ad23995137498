import { Type as T, type Static } from 'typebox'
import { Id, Timestamp } from './ids.ts'
import { type Priority } from './ticket.ts'

/** The way of an assignment to its technician, between being saved and being answered. */
export const receiptSteps = ['sent', 'delivered', 'seen'] as const
export type ReceiptStep = (typeof receiptSteps)[number]

/** `POST /receipts`: what a technician's device has got of their assignments and shown to them. Once is as good as twice. */
export const ReportReceipts = T.Object(
  {
    receipts: T.Array(
      T.Object(
        {
          assignmentId: Id,
          step: T.Enum(['delivered', 'seen'] as const),
          at: T.Optional(Timestamp),
        },
        { additionalProperties: false, description: '`at`: when, where it could not be said at once' },
      ),
      { minItems: 1, maxItems: 200 },
    ),
  },
  { additionalProperties: false },
)
export type ReportReceipts = Static<typeof ReportReceipts>

/** How long an assignment may take to its technician's device before the dispatchers are told, ms. */
export const deliveryPatience = 60_000
/** How long a technician may take to answer, ms. */
export const answerPatience: Record<Priority, number> = { P1: 120_000, P2: 300_000, P3: 300_000, P4: 300_000 }
