import { readFileSync } from 'node:fs'
import path from 'node:path'

/** What of electron the app used in this run: emulated (it does the same), recorded (it is only noted), refused. */
export type Kind = 'emulated' | 'recorded' | 'refused'
export const touched = new Map<string, Kind>()

/** The members that electron's own types name, as writeMembers.ts found them. */
const members = JSON.parse(readFileSync(path.join(import.meta.dirname, 'members.json'), 'utf8')) as Record<
  string,
  string[]
>

/**
 * The emulation of one object of electron's, strictly: what its types name and the stand-in does not have throws by name;
 * what they do not name is undefined, as in Electron.
 * @param type its name in electron.d.ts
 */
export function strict<T extends object>(type: string, emulation: T, recorded: readonly (keyof T & string)[] = []): T {
  const known = new Set(members[type])
  if (known.size === 0) throw new Error(`electron.d.ts has no ${type}`)
  const isRecorded = new Set<string>(recorded)
  return new Proxy(emulation, {
    get(target, member) {
      // The receiver is the object itself: its private fields are not the proxy's.
      const value: unknown = Reflect.get(target, member, target)
      if (typeof member === 'symbol') return value
      const name = `${type}.${member}`
      if (member in target) {
        if (known.has(member)) touched.set(name, isRecorded.has(member) ? 'recorded' : 'emulated')
        return typeof value === 'function' ? bound(target, value) : value
      }
      if (!known.has(member)) return undefined
      touched.set(name, 'refused')
      throw new Error(`electron: ${name} is not emulated by the stand-in`)
    },
  })
}

function bound(target: object, value: object): unknown {
  // Classes and their static members stay what they are.
  return /^class\s/.test(Function.prototype.toString.call(value))
    ? value
    : Function.prototype.bind.call(value as () => void, target)
}
