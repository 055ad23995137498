import { inject, type InjectionKey } from 'vue'
import { type Host } from '../../host/Host.ts'
import { type SyncLink } from './SyncLink.ts'

export const linkKey: InjectionKey<Pick<SyncLink, 'call' | 'windowId'>> = Symbol('link')
export const hostKey: InjectionKey<Host> = Symbol('host')

export function useLink(): Pick<SyncLink, 'call' | 'windowId'> {
  return injected(linkKey)
}

export function useHost(): Host {
  return injected(hostKey)
}

function injected<T>(key: InjectionKey<T>): T {
  const value = inject(key)
  if (!value) throw new Error(`main.ts provides no ${String(key.description)}`)
  return value
}
