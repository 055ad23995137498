import { Menu, type BrowserWindow } from 'electron'
import { contextTemplate, type ContextDeeds } from './contextTemplate.ts'

/** A window's own menus (rows, tickets) are the page's; this is what every program has for texts and links. */
export function offerContextMenu(window: BrowserWindow, openWindow: ContextDeeds['openWindow']): void {
  const { webContents } = window
  webContents.on('context-menu', (_event, clicked) => {
    const template = contextTemplate(clicked, {
      replaceWith: (word) => webContents.replaceMisspelling(word),
      learn: (word) => void webContents.session.addWordToSpellCheckerDictionary(word),
      openWindow,
    })
    if (template.length > 0) Menu.buildFromTemplate(template).popup({ window })
  })
}
