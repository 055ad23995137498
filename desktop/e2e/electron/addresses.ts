/**
 * Chromium's protocol cannot answer for a scheme of one's own, so `app://console/x` is `https://console.app.standin/x` in
 * the browser. What a page sees as its origin is therefore not what it is in Electron.
 */
export function toBrowser(url: string): string {
  return url.replace(/^app:\/\/([^/]+)/, 'https://$1.app.standin')
}

export function fromBrowser(url: string): string {
  return url.replace(/^https:\/\/([^/]+)\.app\.standin/, 'app://$1')
}
