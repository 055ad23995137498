import { defineConfig } from 'vitest/config'

/** `npm run test:electron`: what needs the real Electron, which `npm test` never does. */
export default defineConfig({
  test: {
    include: ['desktop/e2e/**/*.electron.ts'],
    globalSetup: ['api/db/testing/postgresServer.ts', 'desktop/e2e/testing/prepareConsole.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
