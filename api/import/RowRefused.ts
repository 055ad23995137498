/** A row that cannot become a ticket; the message is the reason, as the report gives it. */
export class RowRefused extends Error {
  override name = 'RowRefused'
}
