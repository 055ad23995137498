import path from 'node:path'

export const appScheme = 'app'
export const appOrigin = `${appScheme}://console`

/** As strict as the server's for browsers, and stricter: a window speaks to nobody, everything comes over its port. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-src 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** The file below the folder that a path means; undefined where it leads out of it, or is no path at all. */
export function fileOf(folder: string, pathname: string): string | undefined {
  try {
    const decoded = decodeURIComponent(pathname)
    if (decoded.includes('\0')) return undefined
    const file = path.join(folder, decoded)
    const relative = path.relative(folder, file)
    return relative.startsWith('..') || path.isAbsolute(relative) || relative.split(path.sep).some(isHidden)
      ? undefined
      : file
  } catch {
    return undefined
  }
}

function isHidden(name: string): boolean {
  return name.startsWith('.')
}

/** Whether a page of this address is our console. */
export function isConsoleUrl(url: string): boolean {
  return url === appOrigin || url.startsWith(`${appOrigin}/`)
}
