import type { ContextMenuParams, MenuItemConstructorOptions } from 'electron'
import { appOrigin } from '../security/consoleAddress.ts'

/** What was clicked on, as far as its menu asks. */
export type Clicked = Pick<
  ContextMenuParams,
  'isEditable' | 'selectionText' | 'misspelledWord' | 'dictionarySuggestions' | 'linkURL'
> & { editFlags: Pick<ContextMenuParams['editFlags'], 'canUndo' | 'canRedo' | 'canCut' | 'canCopy' | 'canPaste'> }

export interface ContextDeeds {
  replaceWith: (word: string) => void
  learn: (word: string) => void
  openWindow: (path: string) => void
}

export function contextTemplate(clicked: Clicked, deeds: ContextDeeds): MenuItemConstructorOptions[] {
  const parts = [spelling(clicked, deeds), link(clicked, deeds), editing(clicked)].filter(({ length }) => length > 0)
  return parts.flatMap((part, index) => (index === 0 ? part : [{ type: 'separator' as const }, ...part]))
}

function spelling(
  { misspelledWord, dictionarySuggestions }: Clicked,
  deeds: ContextDeeds,
): MenuItemConstructorOptions[] {
  if (misspelledWord === '') return []
  const suggestions = dictionarySuggestions.slice(0, 5)
  return [
    ...suggestions.map((word) => ({ id: `replace ${word}`, label: word, click: () => deeds.replaceWith(word) })),
    ...(suggestions.length === 0 ? [{ label: 'No suggestions', enabled: false }] : []),
    { id: 'learn', label: `Learn “${misspelledWord}”`, click: () => deeds.learn(misspelledWord) },
  ]
}

function link({ linkURL }: Clicked, deeds: ContextDeeds): MenuItemConstructorOptions[] {
  if (!linkURL.startsWith(`${appOrigin}/`)) return []
  const path = linkURL.slice(appOrigin.length)
  return [{ id: 'openWindow', label: 'Open in a window of its own', click: () => deeds.openWindow(path) }]
}

function editing({ isEditable, selectionText, editFlags }: Clicked): MenuItemConstructorOptions[] {
  const { canUndo, canRedo, canCut, canCopy, canPaste } = editFlags
  const copy: MenuItemConstructorOptions = { role: 'copy', enabled: canCopy }
  if (!isEditable) return selectionText.trim() === '' ? [] : [copy]
  return [
    { role: 'undo', enabled: canUndo },
    { role: 'redo', enabled: canRedo },
    { type: 'separator' },
    { role: 'cut', enabled: canCut },
    copy,
    { role: 'paste', enabled: canPaste },
    { role: 'selectAll' },
  ]
}
