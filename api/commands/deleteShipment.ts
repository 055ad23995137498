import { type CommandInput } from '../contract/commands.ts'
import { checkVersion } from './checkVersion.ts'
import { lockShipment } from './lockShipment.ts'
import { requireStaff } from './rights.ts'
import { type Command } from './Written.ts'

export const deleteShipment: Command<CommandInput<'shipment.delete'>> = async (tx, { id, baseVersion }) => {
  const shipment = await lockShipment(tx, id)
  requireStaff(tx.principal)
  checkVersion(shipment, baseVersion)
  await tx.query('delete from shipments where id = $1', [id])
  const version = shipment.version + 1
  tx.announce({
    type: 'shipment',
    action: 'delete',
    id,
    ticketId: shipment.ticketId,
    version,
    changed: [],
    data: { ...shipment, version },
    before: {},
  })
  return { status: 204, type: 'shipment', id, version }
}
