import { defineStore } from 'pinia'
import { shallowRef, watch } from 'vue'
import { useStatus } from '../replica/useStatus.ts'
import { type Chosen } from './listRows.ts'

/** Search and filters of a list, kept while one looks at something else. One for each list, by its name. */
export function useListState(name: string) {
  return defineStore(`list.${name}`, () => {
    const search = shallowRef('')
    const filter = shallowRef<Chosen>({})
    const status = useStatus()

    function clear(): void {
      search.value = ''
      filter.value = {}
    }
    watch(() => status.user?.id, clear)
    return { search, filter, clear }
  })()
}
