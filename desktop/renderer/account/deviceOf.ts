const systems: readonly (readonly [RegExp, string])[] = [
  [/iphone|ipad/i, 'iOS'],
  [/android/i, 'Android'],
  [/windows|win32/i, 'Windows'],
  [/mac os|macintosh|darwin/i, 'macOS'],
  [/linux|cros/i, 'Linux'],
]
/** In this order: each browser's name for itself comes with those of others that it wants to be taken for. */
const programs: readonly (readonly [RegExp, string])[] = [
  [/edg(e|a|ios)?\//i, 'Edge'],
  [/opr\/|opera/i, 'Opera'],
  [/firefox\/|fxios/i, 'Firefox'],
  [/chrome\/|crios|chromium/i, 'Chrome'],
  [/safari\//i, 'Safari'],
]

/** A device in words, from how its program calls itself; a stranger's name for itself as it stands, cut. */
export function deviceOf(agent: string | undefined): string {
  if (agent === undefined || agent.trim() === '') return 'Unknown device'
  const app = /signalbox(?:\/(\d[\w.+-]{0,40}))?/i.exec(agent)
  const named = (from: typeof systems) => from.find(([pattern]) => pattern.test(agent))?.[1]
  const [program, system] = [
    app ? ['Signalbox app', app[1]].filter(Boolean).join(' ') : named(programs),
    named(systems),
  ]
  if (program === undefined) return agent.slice(0, 60)
  return system === undefined ? program : `${program} on ${system}`
}
