import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

const everywhere = '{api,broker,migrations,desktop,bench,.ci}/**'

/** `unit` needs nothing, `pg` a PostgreSQL (started once a run), `e2e` a browser as well. */
export default defineConfig({
  test: {
    // As many as the machine that CI has cores: vitest's own choice is one less, which took 14 minutes, half of it waiting.
    maxWorkers: 2,
    projects: [
      {
        plugins: [vue()],
        test: {
          name: 'unit',
          include: [`${everywhere}/*.test.ts`],
          globalSetup: 'broker/testing/prepareMosquitto.ts',
          exclude: ['**/*.pg.test.ts', '**/*.e2e.test.ts', '**/node_modules/**'],
        },
      },
      {
        test: {
          name: 'pg',
          include: [`${everywhere}/*.pg.test.ts`],
          globalSetup: 'api/db/testing/postgresServer.ts',
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: [`${everywhere}/*.e2e.test.ts`],
          globalSetup: ['api/db/testing/postgresServer.ts', 'desktop/e2e/testing/prepareConsole.ts'],
          testTimeout: 60_000,
          // A machine that is busy with other tests opens a window in seconds.
          expect: { poll: { timeout: 15_000 } },
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
