import { ref } from 'vue'
import { sentenceOf } from '../connection/sentenceOf.ts'

/** One thing at a time, and why it was refused. */
export function useDoing() {
  const isBusy = ref(false)
  const problem = ref<string>()

  /** Whether it was done. */
  async function run(work: () => Promise<void>): Promise<boolean> {
    if (isBusy.value) return false
    isBusy.value = true
    problem.value = undefined
    try {
      await work()
      return true
    } catch (error) {
      problem.value = sentenceOf(error)
      return false
    } finally {
      isBusy.value = false
    }
  }
  return { isBusy, problem, run }
}
