/** The scheme by which links open the desktop app: `signalbox://ticket/1042`. */
export const linkScheme = 'signalbox'

/** A link to a view, for mails and chats. */
export function linkOf(path: string): string {
  return `${linkScheme}://${path.replace(/^\/+/, '')}`
}

/**
 * The view that a link names, or undefined where it is none of ours. Anybody can make such a link: it leads to a view
 * and does nothing.
 */
export function pathOfLink(link: string): string | undefined {
  const rest = new RegExp(`^${linkScheme}:/{0,2}(.*)$`, 'i').exec(link.trim())?.[1]
  return rest === undefined ? undefined : viewPath(`/${rest.replace(/^\/+/, '').replace(/\/+$/, '')}`)
}

/** A path within the console, or undefined: words, numbers and a query, nothing that could lead elsewhere. */
export function viewPath(path: string): string | undefined {
  return path.length <= 500 && /^\/[\w-]*(\/[\w-]+)*(\?[\w\-=&%.,:+*]*)?$/.test(path) ? path : undefined
}
