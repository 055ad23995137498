/**
 * `node --import register.ts out/main/start.js`: the built app runs unchanged, and finds the stand-in where it asks for
 * electron. npm's own package never loads.
 */
import { registerHooks } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { isMainThread } from 'node:worker_threads'

// A worker inherits --import: only the main thread is the app.
if (isMainThread) {
  const module = pathToFileURL(path.join(import.meta.dirname, 'electronModule.ts')).href
  registerHooks({
    resolve: (specifier, context, next) =>
      /^electron(\/(main|common))?$/.test(specifier)
        ? { url: module, shortCircuit: true, format: 'module-typescript' }
        : next(specifier, context),
  })
  const { answerTest } = await import('./control.ts')
  answerTest()
}
