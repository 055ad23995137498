import { onScopeDispose, readonly, shallowRef, type ShallowRef } from 'vue'

/** A media query as it changes. */
export function useMedia(query: string): Readonly<ShallowRef<boolean>> {
  const media = matchMedia(query)
  const matches = shallowRef(media.matches)
  const onChange = (): void => {
    matches.value = media.matches
  }
  media.addEventListener('change', onChange)
  onScopeDispose(() => media.removeEventListener('change', onChange))
  return readonly(matches)
}

/** One column, thumbs: the bottom bar instead of the rail. */
export const phone = '(max-width: 720px)'
/** Room for the inspector beside the list. */
export const wide = '(min-width: 1000px)'
