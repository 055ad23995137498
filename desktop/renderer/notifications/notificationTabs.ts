import { type ViewTab } from '../frame/useViewHead.ts'

export const notificationTabs: readonly ViewTab[] = [
  { id: 'all', label: 'All', to: '/notifications' },
  { id: 'preferences', label: 'How I am told', to: '/notifications/preferences' },
]
