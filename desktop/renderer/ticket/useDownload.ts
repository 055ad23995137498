import { onScopeDispose, shallowRef, watch, type Ref } from 'vue'
import { useLink } from '../connection/useLink.ts'

/** A blob: address of bytes that want an access token; undefined until they are here, and where they cannot be fetched. */
export function useDownload(url: Ref<string | undefined>) {
  const link = useLink()
  const local = shallowRef<string>()
  const isMissing = shallowRef(false)

  function release(): void {
    if (local.value !== undefined) URL.revokeObjectURL(local.value)
    local.value = undefined
  }

  async function load(wanted: string | undefined): Promise<void> {
    release()
    isMissing.value = false
    if (wanted === undefined) return
    try {
      const { bytes, contentType } = await link.call('download', { url: wanted })
      if (url.value === wanted) local.value = URL.createObjectURL(new Blob([bytes], { type: contentType }))
    } catch {
      isMissing.value = url.value === wanted
    }
  }

  watch(url, load, { immediate: true })
  onScopeDispose(release)
  return { local, isMissing, load: () => load(url.value) }
}
