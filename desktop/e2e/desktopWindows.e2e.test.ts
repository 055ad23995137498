import { readFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, expect } from 'vitest'
import { type Site } from '../../api/contract/site.ts'
import { type ApiClient } from '../../api/testing/ApiClient.ts'
import { CuttableProxy } from './testing/CuttableProxy.ts'
import { desktopTest, standinTest } from './testing/desktopTest.ts'
import { ticketRow, truth } from './testing/withConsole.ts'
import { withDesktopApp } from './testing/withDesktopApp.ts'

/** On a stand-in for Electron these show that our logic and protocol hold, never that it works in Electron; `npm run test:electron` runs them there. */
const world = withDesktopApp()
let dana: ApiClient
let site: Site

beforeAll(async () => {
  dana = await world.server.admin.newUser('dispatcher', 'Dana Kowalski')
  site = await world.server.admin.newSite()
})

const zoomOf = () => document.documentElement.style.zoom

standinTest(
  'monitors are plugged in and out',
  'zoom is a window`s own; a layout keeps it with size and filters, also for another set of monitors',
  async () => {
    const { app, page, userData } = await world.signedIn(dana)
    await app.do('chooseInMenu', 'newWindow')
    await expect.poll(async () => (await app.do('windows'))[1]?.focused).toBe(true)
    const other = app.pages.find((each) => each !== page)
    for (const _ of [1, 2]) await app.do('chooseInMenu', 'zoom in')
    await expect.poll(() => other?.evaluate(zoomOf)).toBe('1.25')
    expect(await page.evaluate(zoomOf)).toMatch(/^1?$/)
    await page.goto('https://console.app.standin/tickets/open?priority=P1')
    const windows = await app.do('windows')
    const filtered = windows.find(({ url }) => url.endsWith('priority=P1'))
    await app.do('move', filtered?.id ?? 0, { x: 2300, y: 90, width: 1500, height: 1000 })
    await app.do('chooseInMenu', 'save Major incident')
    // A name of one's own is asked for in the window, and is found in the palette of every other.
    await app.do('chooseInMenu', 'layout.keep')
    await other?.getByLabel('Name').fill('Flood')
    await other?.getByRole('button', { name: 'Keep' }).click()
    await page.keyboard.press('Control+k')
    await page.getByLabel('Find or do', { exact: true }).fill('flood')
    await page.getByRole('option', { name: /Open the layout “Flood”/ }).waitFor()
    await page.keyboard.press('Escape')
    await expect.poll(() => app.do('menu')).toContain('use Flood')
    await app.do('plugMonitors', 1)
    await app.do('chooseInMenu', 'use Major incident')
    const shown = async () =>
      (await app.do('windows')).map(({ url, bounds }) => [url.replace('app://console', ''), bounds.x])
    // The one that was used last lies on top, and was opened last.
    const filter = ['/tickets/open?priority=P1', 1920 - 1500]
    await expect.poll(async () => (await shown()).length).toBe(2)
    await expect.poll(shown).toContainEqual(filter)
    await app.do('plugMonitors', 2)
    await app.quit()
    const settings = JSON.parse(readFileSync(path.join(userData, 'settings.json'), 'utf8'))
    const [named] = Object.values<Record<string, { zoom: number }[]>>(settings.namedLayouts)
    expect(named?.['Major incident']?.map(({ zoom }) => zoom).toSorted()).toEqual([1, 1.25])
    const again = await world.start(userData)
    const zoomed = await Promise.all((await pagesOf(again, 2)).map((each) => each.evaluate(zoomOf)))
    expect(zoomed.toSorted()).toEqual(['1', '1.25'])
  },
)

async function pagesOf(app: Awaited<ReturnType<typeof world.start>>, count: number) {
  await expect.poll(() => app.pages.length).toBe(count)
  await Promise.all(app.pages.map((each) => truth(each, /Live/)))
  return app.pages
}

standinTest(
  'it has two monitors',
  'a wallboard has the whole of the monitor that was chosen, and keeps it awake',
  async () => {
    const { app } = await world.signedIn(dana)
    await app.do('chooseInMenu', 'wallboard 1')
    const wall = await app.page('/wallboard')
    await expect
      .poll(async () => (await app.do('recorded')).keptAwake)
      .toEqual([{ id: 1, kind: 'prevent-display-sleep' }])
    const whole = { x: 1920, y: 0, width: 2560, height: 1440 }
    await expect.poll(async () => (await app.do('windows'))[1]).toMatchObject({ bounds: whole, fullScreen: true })
    await app.do('chooseInMenu', 'wallboard 1')
    expect(await app.do('windows')).toHaveLength(2)
    // Its keys are heard once it is there.
    await wall.getByText('Oldest unassigned').waitFor()
    await wall.keyboard.press('Escape')
    await expect.poll(async () => (await app.do('recorded')).keptAwake).toEqual([])
    expect((await app.do('windows')).map(({ fullScreen }) => fullScreen)).toEqual([false, false])
  },
)

standinTest(
  'it has two monitors',
  'a row or a tab that is dragged out of its window opens where it was let go of, one that is clicked with the middle button beside it',
  async () => {
    const ticket = await dana.newTicket(site.id, { title: 'To the other monitor' })
    const { app, page } = await world.signedIn(dana)
    const drag = async (selector: string, x: number, y: number) =>
      page
        .locator(selector)
        .first()
        .evaluate(
          (element, point) => {
            element.dispatchEvent(new DragEvent('dragstart', { bubbles: true }))
            element.dispatchEvent(new DragEvent('dragend', { bubbles: true, ...point }))
          },
          { screenX: x, screenY: y },
        )
    const row = `[data-path="/ticket/${ticket.number}"]`
    await page.locator(row).waitFor()
    const [window] = await app.do('windows')
    await drag(row, (window?.bounds.x ?? 0) + 300, (window?.bounds.y ?? 0) + 300)
    await drag(row, 3000, 200)
    await app.page(`/ticket/${ticket.number}`)
    await drag('nav.tabs a[href="/tickets/mine"], nav.tabs a:nth-child(2)', 2500, 900)
    await expect.poll(async () => (await app.do('windows')).length).toBe(3)
    expect((await app.do('windows')).slice(1).map(({ bounds: { x, y } }) => ({ x, y }))).toEqual([
      { x: 2800, y: 180 },
      { x: 2300, y: 580 },
    ])
    const other = await dana.newTicket(site.id, { title: 'To a window of its own' })
    await page.locator(`[data-path="/ticket/${other.number}"]`).click({ button: 'middle' })
    await (await app.page(`/ticket/${other.number}`)).getByText('To a window of its own').first().waitFor()
    expect(await app.do('windows')).toHaveLength(4)
  },
)

standinTest(
  'a menu of the system is looked at',
  'words that are not spelled well, and links, have their menu',
  async () => {
    const { app, page } = await world.signedIn(dana)
    const [window] = await app.do('windows')
    const clicked = {
      isEditable: true,
      selectionText: '',
      misspelledWord: 'valv',
      dictionarySuggestions: ['valve'],
      linkURL: 'app://console/tickets/open',
      editFlags: { canUndo: true, canRedo: false, canCut: false, canCopy: false, canPaste: true },
    }
    const items = await app.do('contextMenu', window?.id ?? 0, clicked)
    expect(items).toEqual(expect.arrayContaining(['replace valve', 'learn', 'openWindow', 'undo', 'paste']))
    await app.do('chooseInContext', 'replace valve')
    await app.do('chooseInContext', 'openWindow')
    await app.page('/tickets/open')
    expect((await app.do('recorded')).spelling).toEqual(['replace valve'])
    expect(new URL(page.url()).pathname).toBe('/tickets')
  },
)

desktopTest('after sleep it is tried at once, and what was missed is there; drafts outlive their window', async () => {
  await using proxy = await CuttableProxy.start(world.server.http)
  const ticket = await dana.newTicket(site.id, { title: 'Slept over' })
  const { app, page } = await world.signedIn(dana, { server: proxy.origin })
  await app.do('startAgain', 'signalbox', `signalbox://ticket/${ticket.number}`)
  const opened = await app.page(`/ticket/${ticket.number}`)
  const comment = (of = opened) => of.getByRole('textbox', { name: /comment/i }).first()
  await comment().fill('Half a thought')
  proxy.cut()
  await truth(page, /Reconnecting|Offline/)
  await dana.newTicket(site.id, { title: 'While it slept' })
  proxy.join()
  await app.do('resume')
  await truth(page, /Live/)
  await ticketRow(page, 'While it slept').waitFor()
  for (const { id } of await app.do('windows')) await app.do('close', id)
  await expect.poll(() => app.pages).toEqual([])
  await app.do('startAgain', 'signalbox', `signalbox://ticket/${ticket.number}`)
  const reopened = await app.page(`/ticket/${ticket.number}`)
  await expect.poll(() => comment(reopened).inputValue()).toBe('Half a thought')
})
