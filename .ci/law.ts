/**
 * Who may import whom (absent = forbidden). Each module is a folder, or a file where one file has rights of its own;
 * the longest path that fits a file is its module. `packages` lists what a module may take from npm and from Node where
 * that is restricted; without it anything in package.json is allowed.
 */
export interface Module {
  path: string
  /** Modules it may import besides itself; `*` is everything of ours. */
  imports: readonly string[]
  packages?: readonly string[]
  /** Modules it knows as paths only, to start them as programs of their own. */
  starts?: readonly string[]
}

const api = ['http', 'commands', 'queries', 'auth', 'jobs', 'import', 'db', 'relay', 'contract'].map(
  (name) => `api/${name}`,
)

export const law: readonly Module[] = [
  { path: 'api/contract', imports: [], packages: ['typebox'] },
  { path: 'api/db', imports: ['api/contract'] },
  { path: 'api/relay', imports: ['api/db', 'api/contract'] },
  { path: 'api/auth', imports: ['api/db', 'api/contract'] },
  { path: 'api/jobs', imports: ['api/commands', 'api/queries', 'api/db', 'api/contract'] },
  { path: 'api/import', imports: ['api/commands', 'api/queries', 'api/db', 'api/contract'] },
  { path: 'api/commands', imports: ['api/db', 'api/contract'] },
  { path: 'api/queries', imports: ['api/db', 'api/contract'] },
  { path: 'api/http', imports: ['api/commands', 'api/queries', 'api/contract'] },
  { path: 'api/config.ts', imports: ['api/db', 'api/contract/topics.ts', 'api/singleSignOnConfig.ts'] },
  { path: 'api/singleSignOnConfig.ts', imports: ['api/contract'] },
  { path: 'api/createLog.ts', imports: ['api/config.ts'] },
  { path: 'api/untilSignal.ts', imports: [] },
  { path: 'api/start', imports: ['api/db'] },
  {
    path: 'api/importMain.ts',
    imports: [
      ...['import', 'db', 'contract'].map((name) => `api/${name}`),
      ...['config', 'createLog', 'untilSignal'].map((name) => `api/${name}.ts`),
    ],
  },
  {
    path: 'api/tokenMain.ts',
    imports: [
      ...['auth', 'import', 'db', 'contract'].map((name) => `api/${name}`),
      ...['config', 'createLog'].map((name) => `api/${name}.ts`),
    ],
  },
  // The start-up's steps are main.ts in parts.
  ...['api/main.ts', 'api/server'].map((path) => ({
    path,
    imports: [
      ...api,
      ...['config', 'createLog', 'singleSignOnConfig', 'untilSignal'].map((name) => `api/${name}.ts`),
      'api/server',
      'api/start',
      'broker',
    ],
  })),
  { path: 'api/testing', imports: ['*'] },
  { path: 'broker', imports: ['api/contract/topics.ts'] },
  { path: 'migrations', imports: [], packages: ['knex'] },
  { path: 'desktop/link', imports: ['api/contract'] },
  { path: 'desktop/host', imports: ['api/contract'], starts: ['desktop/sync/entries'] },
  // The core of the sync client knows no home: only its entries may import what one home has.
  { path: 'desktop/sync', imports: ['desktop/link', 'api/contract'], packages: ['typebox'] },
  { path: 'desktop/sync/entries', imports: ['desktop/sync', 'desktop/link', 'api/contract'] },
  { path: 'desktop/main', imports: ['desktop/host', 'desktop/link', 'api/contract'] },
  { path: 'desktop/preload', imports: ['desktop/host', 'api/contract'] },
  { path: 'desktop/renderer', imports: ['desktop/renderer/ui', 'desktop/link', 'desktop/host', 'api/contract'] },
  // Nothing under ui/ imports a store: it is given rows, it gives events.
  { path: 'desktop/renderer/ui', imports: ['api/contract'] },
  { path: 'desktop/e2e', imports: ['*'] },
  { path: 'bench', imports: ['*'] },
  { path: '.ci', imports: ['*'] },
]
