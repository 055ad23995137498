import { isAlarming } from '../contract/alarm.ts'
import { type Fact } from './notificationRules.ts'

/**
 * Whether a change begins an alarm or ends one. What an import or the demo day brings wakes nobody, as it notifies nobody; a
 * ticket that falls back to waiting (its last technician declined, it was reopened) begins anew.
 */
export function alarmTurn({ type, action, by, changed, before, data }: Fact): 'begins' | 'ends' | undefined {
  if (type !== 'ticket') return undefined
  const former = (field: string): unknown => (changed.includes(field) ? before[field] : data[field])
  const isNew = action === 'create' || action === 'restored'
  const [priority, status, acknowledgedAt] = ['priority', 'status', 'acknowledgedAt'].map(former)
  const wasOn = !isNew && isAlarming({ priority, status, acknowledgedAt })
  const isOn = action !== 'delete' && isAlarming(data)
  if (isOn === wasOn) return undefined
  if (!isOn) return 'ends'
  return by.id === null ? undefined : 'begins'
}
