/** Where newer versions are looked for: a folder of files on a web server. */
export type Feed = { url: string } | { problem: string } | undefined

/**
 * What `SIGNALBOX_UPDATE_URL` says, else what was packed with the app (`app-update.yml`, read by electron-updater itself).
 * Without either the app looks nowhere.
 */
export function feedOf(address: string | undefined): Feed {
  if (address === undefined || address.trim() === '') return undefined
  const problem = 'SIGNALBOX_UPDATE_URL is no https address (http only on this machine): nothing is updated.'
  try {
    const { protocol, hostname, href } = new URL(address.trim())
    const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
    return protocol === 'https:' || (protocol === 'http:' && isLocal) ? { url: href } : { problem }
  } catch {
    return { problem }
  }
}
