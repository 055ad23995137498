import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createApp, effectScope, nextTick, ref, type EffectScope } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { useQueryInAddress } from './useQueryInAddress.ts'

let scope: EffectScope
beforeEach(() => {
  vi.useFakeTimers()
  scope = effectScope()
})
afterEach(() => {
  scope.stop()
  vi.useRealTimers()
})

/** A list at /tickets, and a second view whose file arrives when the test says so. */
async function list() {
  const view = { render: () => undefined }
  const arriving = Promise.withResolvers<typeof view>()
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/tickets', component: view },
      { path: '/operations', component: () => arriving.promise },
    ],
  })
  await router.push('/tickets')
  const query = ref<Record<string, string>>({})
  const app = createApp(view).use(router)
  app.runWithContext(() => scope.run(() => useQueryInAddress(() => query.value)))
  const ask = async (next: Record<string, string>): Promise<void> => {
    query.value = next
    await nextTick()
  }
  return { router, ask, arrive: () => arriving.resolve(view) }
}

test('what is searched for stands in the address once the typing pauses', async () => {
  const { router, ask } = await list()
  await ask({ q: 'pu' })
  await vi.advanceTimersByTimeAsync(200)
  await ask({ q: 'pump' })
  await vi.advanceTimersByTimeAsync(249)
  expect(router.currentRoute.value.fullPath).toBe('/tickets')
  await vi.advanceTimersByTimeAsync(1)
  expect(router.currentRoute.value.fullPath).toBe('/tickets?q=pump')
})

test('somebody on the way to another view arrives there, though its file is late', async () => {
  const { router, ask, arrive } = await list()
  await ask({ q: 'pump' })
  const going = router.push('/operations')
  await vi.advanceTimersByTimeAsync(1000)
  arrive()
  await going
  expect(router.currentRoute.value.fullPath).toBe('/operations')
})
