import { defineConfig } from 'vitest/config'

/**
 * `npm run test:electron`: the desktop app's tests in the real Electron instead of the stand-in, and what only that can
 * show. Left out is what needs pretended monitors, or what the system draws (desktop/e2e/testing/desktopTest.ts).
 */
export default defineConfig({
  test: {
    include: ['desktop/e2e/**/*.electron.ts', 'desktop/e2e/desktop*.e2e.test.ts'],
    globalSetup: ['api/db/testing/postgresServer.ts', 'desktop/e2e/testing/prepareConsole.ts'],
    env: { SIGNALBOX_TEST_ELECTRON: 'real' },
    maxWorkers: 1,
    expect: { poll: { timeout: 15_000 } },
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
