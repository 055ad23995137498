import { type SlaState } from '../../../api/contract/sla.ts'

export const slaStateWords: Record<SlaState, string> = {
  running: 'Running',
  warning: 'Warning',
  breached: 'Breached',
  paused: 'Paused',
  met: 'Met',
}
