/** Put in by the build, from package.json. */
declare const CONSOLE_VERSION: string

export const consoleVersion = CONSOLE_VERSION
