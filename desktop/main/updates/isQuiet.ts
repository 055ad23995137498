export interface Presence {
  /** Since the last key or move of the pointer on this machine, in seconds. */
  idleSeconds: number
  /** Somebody is signed in: a shift may be under way. */
  signedIn: boolean
  /** Installing would ask for a password of the system's, as packages of Linux do: only with somebody there. */
  asksForPassword: boolean
}

const minute = 60
/** Nobody is signed in: no shift can be disturbed. */
const idleSignedOut = 15 * minute
/** Longer than anybody on shift leaves keyboard and mouse alone. */
const idleSignedIn = 2 * 60 * minute

/** Whether nobody would notice that the app starts anew. */
export function isQuiet({ idleSeconds, signedIn, asksForPassword }: Presence): boolean {
  return !asksForPassword && idleSeconds >= (signedIn ? idleSignedIn : idleSignedOut)
}
