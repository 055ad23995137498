import { computed, onScopeDispose, shallowRef, watch, type Ref } from 'vue'

/**
 * Who has not moved the pointer, scrolled or pressed a key for so long (ms) only looks on. The pointer mostly lies where it was
 * left, and the list has the focus from the start: without an end a watched list would keep what is over and hide what is new.
 */
export const restAfter = 30_000

/** Whether somebody is at work in the list, so that nothing may move under their hands; `stir` says that they did something. */
export function useAttention(isThere: () => boolean): { isAttentive: Readonly<Ref<boolean>>; stir: () => void } {
  const isResting = shallowRef(false)
  let timer: ReturnType<typeof setTimeout> | undefined

  function stir(): void {
    clearTimeout(timer)
    isResting.value = false
    if (isThere()) timer = setTimeout(() => (isResting.value = true), restAfter)
  }

  watch(isThere, stir, { immediate: true })
  onScopeDispose(() => clearTimeout(timer))
  return { isAttentive: computed(() => isThere() && !isResting.value), stir }
}
