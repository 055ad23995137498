import { existsSync } from 'node:fs'
import path from 'node:path'

/** `missing` says why there is none, and what to do. */
export type FoundBrowser = { path: string } | { missing: string }

declare module 'vitest' {
  interface ProvidedContext {
    browser: FoundBrowser
  }
}

const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/** An installed Chrome or Chromium; SIGNALBOX_TEST_BROWSER names another. */
export function findBrowser(): { path: string } | undefined {
  const windows = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((name) => {
    const folder = process.env[name]
    return folder === undefined ? [] : path.join(folder, 'Google/Chrome/Application/chrome.exe')
  })
  const named = process.env['SIGNALBOX_TEST_BROWSER']
  const found = [...(named === undefined ? [] : [named]), ...places, ...windows].find((each) => existsSync(each))
  return found === undefined ? undefined : { path: found }
}
