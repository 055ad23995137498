import { shell } from 'electron'
import { mayOpen } from './mayOpen.ts'

/** The only place that hands an address to the system. Whatever else stands in a ticket opens nothing. */
export function openExternal(address: string): boolean {
  if (!mayOpen(address)) return false
  void shell.openExternal(new URL(address).href)
  return true
}
