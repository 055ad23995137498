import { type Component } from 'vue'
import IconExport from '~icons/lucide/download'
import IconImport from '~icons/lucide/upload'
import IconAlarms from '~icons/lucide/siren'
import IconServiceLevels from '~icons/lucide/clock'
import IconTechnicians from '~icons/lucide/hard-hat'
import IconAudit from '~icons/lucide/scroll-text'
import IconTokens from '~icons/lucide/key-round'
import IconUsers from '~icons/lucide/users'

/** The parts of the administration. */
export const adminSections: readonly { id: string; label: string; icon: Component }[] = [
  { id: 'users', label: 'Users', icon: IconUsers },
  { id: 'technicians', label: 'Technicians', icon: IconTechnicians },
  { id: 'service-levels', label: 'Service levels', icon: IconServiceLevels },
  { id: 'alarms', label: 'Alarms', icon: IconAlarms },
  { id: 'import', label: 'Import', icon: IconImport },
  { id: 'export', label: 'Export', icon: IconExport },
  { id: 'tokens', label: 'Tokens', icon: IconTokens },
  { id: 'audit', label: 'Audit', icon: IconAudit },
]
