import vue from '@vitejs/plugin-vue'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import icons from 'unplugin-icons/vite'
import { defineConfig } from 'vite'

const root = import.meta.dirname
/** Where `npx vite` finds the server while the console is being worked on. */
const server = process.env.SIGNALBOX_PUBLIC_URL ?? 'http://127.0.0.1:8480'

const release = JSON.stringify(JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')).version)

/** The console for browsers. Everything it needs ships with it: fonts, icons, workers. */
export default defineConfig({
  root: path.join(root, 'desktop/renderer'),
  plugins: [vue(), icons({ compiler: 'vue3', scale: 1, defaultClass: 'icon' })],
  define: { __VUE_OPTIONS_API__: 'false', __VUE_PROD_DEVTOOLS__: 'false', CONSOLE_VERSION: release },
  build: {
    outDir: path.join(root, 'dist/console'),
    emptyOutDir: true,
    assetsDir: 'assets',
    sourcemap: false,
    // What a browser of the last two years has; the fonts stay files, since the CSP allows no data: fonts.
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      // The worker of Web Push has to lie at the top, since it speaks for the whole origin, and under a name that stays. It shares
      // nothing with the rest, so it needs no import, which not every browser lets such a worker have.
      input: {
        index: path.join(root, 'desktop/renderer/index.html'),
        pushWorker: path.join(root, 'desktop/sync/entries/pushWorker.ts'),
      },
      output: {
        entryFileNames: ({ name }) => (name === 'pushWorker' ? 'pushWorker.js' : 'assets/[name]-[hash].js'),
      },
    },
    // One file of 530 kB (160 on the wire), for a console that stays open for ten hours.
    chunkSizeWarningLimit: 700,
  },
  worker: {
    format: 'es',
    rolldownOptions: {
      // A SharedWorker is known by its address and its name. With a hash in the address every build would start a second one
      // beside the running one, on the same storage; the name alone (it holds the link's version) decides which to join.
      output: { entryFileNames: 'sync/[name].js', chunkFileNames: 'assets/[name]-[hash].js' },
    },
  },
  server: { proxy: { '/api': server, '/mqtt': { target: server, ws: true } } },
})
