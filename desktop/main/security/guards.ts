import { app, session, type WebContents } from 'electron'
import { isConsoleUrl } from './consoleAddress.ts'
import { openExternal } from './openExternal.ts'

/** What a window of ours may be given; everything else is refused without asking. */
const permissions = new Set(['clipboard-sanitized-write', 'fullscreen', 'notifications'])

/** Holds for every page that will ever be: to be called before the first one is made. */
export function guardContents(openView: (path: string) => void): void {
  const ours = session.defaultSession
  ours.setPermissionRequestHandler((contents, permission, answer, details) => {
    answer(permissions.has(permission) && isConsoleUrl(details.requestingUrl ?? contents.getURL()))
  })
  ours.setPermissionCheckHandler((_contents, permission, origin) => permissions.has(permission) && isConsoleUrl(origin))
  app.on('web-contents-created', (_event, contents) => guard(contents, openView))
}

function guard(contents: WebContents, openView: (path: string) => void): void {
  const stay = (event: { preventDefault(): void; url: string }): void => {
    if (isConsoleUrl(event.url)) return
    event.preventDefault()
    openExternal(event.url)
  }
  contents.on('will-navigate', stay)
  contents.on('will-redirect', stay)
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    // A link with target=_blank: ours opens as a window of ours, with our guards; a stranger's in the browser.
    if (isConsoleUrl(url)) openView(pathOf(url))
    else openExternal(url)
    return { action: 'deny' }
  })
}

function pathOf(url: string): string {
  const { pathname, search } = new URL(url)
  return pathname + search
}
