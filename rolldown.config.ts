import { type BuildOptions } from 'rolldown'

const shared = { external: ['electron'], platform: 'node' as const, treeshake: true }

/**
 * The desktop app's own processes; the console in its windows is vite.config.ts. Each is one file with all it needs, so
 * that nothing of node_modules is packed. A sandboxed preload must be CommonJS.
 */
export default [
  { ...shared, input: 'desktop/main/main.ts', output: { file: 'out/main/main.js', format: 'esm' } },
  { ...shared, input: 'desktop/preload/preload.ts', output: { file: 'out/preload/preload.cjs', format: 'cjs' } },
  {
    ...shared,
    input: 'desktop/sync/entries/nodeProcess.ts',
    output: { file: 'out/sync/nodeProcess.js', format: 'esm' },
  },
] satisfies BuildOptions[]
