import { defineStore } from 'pinia'
import { shallowRef } from 'vue'

/** The question before signing out while changes wait. */
export const useSigningOut = defineStore('signingOut', () => {
  const problem = shallowRef<string>()
  const ask = (why: string): void => void (problem.value = why)
  const done = (): void => void (problem.value = undefined)
  return { problem, ask, done }
})
