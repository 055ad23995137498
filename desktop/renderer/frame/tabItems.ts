import { type MenuItem } from '../ui/MenuItem.ts'
import { type ViewTab } from './useViewHead.ts'

/** Saved views as a menu, where they have no room beside each other. */
export function tabItems(tabs: readonly ViewTab[], current: string | undefined): MenuItem[] {
  return tabs.map(({ id, label, count }) => ({
    id,
    label,
    hint: count?.toLocaleString('en'),
    checked: id === current,
  }))
}
