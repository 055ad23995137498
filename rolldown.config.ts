import { type BuildOptions } from 'rolldown'

const shared = { external: ['electron'], platform: 'node' as const, treeshake: true }

/**
 * The desktop app's own processes; the console in its windows is vite.config.ts. Each has all it needs in its folder, so
 * that nothing of node_modules is packed. A sandboxed preload must be CommonJS.
 */
export default [
  {
    ...shared,
    input: { start: 'desktop/main/start.ts' },
    output: {
      dir: 'out/main',
      format: 'esm',
      entryFileNames: '[name].js',
      chunkFileNames: '[name].js',
      // What start.ts shares with the rest is a file of its own: start.ts waits for the rest, which must not wait for it.
      codeSplitting: { groups: [{ name: 'shared', minShareCount: 2, test: (id) => !id.endsWith('main/start.ts') }] },
    },
  },
  { ...shared, input: 'desktop/preload/preload.ts', output: { file: 'out/preload/preload.cjs', format: 'cjs' } },
  {
    ...shared,
    input: 'desktop/sync/entries/nodeProcess.ts',
    output: { file: 'out/sync/nodeProcess.js', format: 'esm' },
  },
] satisfies BuildOptions[]
