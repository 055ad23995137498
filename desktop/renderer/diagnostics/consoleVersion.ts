/** Put in by the build, from package.json. */
declare const __CONSOLE_VERSION__: string

export const consoleVersion = __CONSOLE_VERSION__
