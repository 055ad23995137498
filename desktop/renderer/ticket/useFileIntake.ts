import { onScopeDispose, readonly, ref, type Ref } from 'vue'

/** Files that are dropped on an element or pasted anywhere while it is on screen. `isOver`: files hang over it now. */
export function useFileIntake(element: Ref<HTMLElement | null>, isOpen: () => boolean, take: (files: File[]) => void) {
  const isOver = ref(false)
  let leaving: ReturnType<typeof setTimeout> | undefined

  const isInside = (event: Event): boolean =>
    event.target instanceof Node && element.value?.contains(event.target) === true
  const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') === true

  function onDragOver(event: DragEvent): void {
    if (!hasFiles(event) || !isOpen()) return
    // Also beside the element: a file that misses it must not replace the console.
    event.preventDefault()
    isOver.value = isInside(event)
    clearTimeout(leaving)
    // `dragleave` comes for every child that is crossed; `dragover` comes every 350 ms at the latest (HTML, drag-and-drop).
    leaving = setTimeout(() => (isOver.value = false), 500)
  }

  function onDrop(event: DragEvent): void {
    if (!hasFiles(event) || !isOpen()) return
    event.preventDefault()
    isOver.value = false
    const files = [...(event.dataTransfer?.files ?? [])]
    if (isInside(event) && files.length > 0) take(files)
  }

  function onPaste(event: ClipboardEvent): void {
    const files = [...(event.clipboardData?.files ?? [])]
    // Spreadsheets put a picture of the cells beside their text: whoever types wants the text.
    if (files.length === 0 || !isOpen() || event.clipboardData?.types.includes('text/plain')) return
    event.preventDefault()
    take(files)
  }

  window.addEventListener('dragover', onDragOver)
  window.addEventListener('drop', onDrop)
  window.addEventListener('paste', onPaste)
  onScopeDispose(() => {
    clearTimeout(leaving)
    window.removeEventListener('dragover', onDragOver)
    window.removeEventListener('drop', onDrop)
    window.removeEventListener('paste', onPaste)
  })
  return readonly(isOver)
}
