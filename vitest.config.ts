import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'
import { FlakyReporter } from './.ci/FlakyReporter.ts'

const everywhere = '{api,broker,migrations,desktop,bench,.ci}/**'

/**
 * `unit` needs nothing, `pg` a PostgreSQL (started once a run), `e2e` a browser as well. The first two, which mostly wait, run
 * two files at a time; browsers one after another: side by side on two cores each took twice as long.
 */
const sideBySide = { maxWorkers: 2, sequence: { groupOrder: 0 } }
const inTurn = { maxWorkers: 1, sequence: { groupOrder: 1 } }

export default defineConfig({
  test: {
    // Decision 0011: once more in CI, and named at the end of its log.
    retry: process.env['CI'] ? 1 : 0,
    reporters: ['default', new FlakyReporter()],
    projects: [
      {
        plugins: [vue()],
        test: {
          name: 'unit',
          ...sideBySide,
          include: [`${everywhere}/*.test.ts`],
          globalSetup: 'broker/testing/prepareMosquitto.ts',
          exclude: ['**/*.pg.test.ts', '**/*.e2e.test.ts', '**/node_modules/**'],
          // Properties that take half a second alone took 5 s on a machine with eight times as much to do.
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'pg',
          ...sideBySide,
          include: [`${everywhere}/*.pg.test.ts`],
          globalSetup: ['api/db/testing/postgresServer.ts', 'broker/testing/prepareRedis.ts'],
          testTimeout: 30_000,
          // What a second is enough for takes several on a machine that is busy with other tests.
          expect: { poll: { timeout: 10_000 } },
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'e2e',
          ...inTurn,
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
