import { onMounted, ref, shallowRef } from 'vue'
import { sentenceOf } from '../connection/sentenceOf.ts'
import { useAgainOnceLive } from '../connection/useAgainOnceLive.ts'

/** Something that is asked for when a view opens, with the reason where it could not be had. */
export function useAsked<T>(ask: () => Promise<T>) {
  const value = shallowRef<T>()
  const problem = ref<string>()

  async function load(): Promise<void> {
    try {
      value.value = await ask()
      problem.value = undefined
    } catch (error) {
      problem.value = sentenceOf(error)
    }
  }
  onMounted(load)
  useAgainOnceLive(() => problem.value !== undefined, load)
  return { value, problem, load }
}
