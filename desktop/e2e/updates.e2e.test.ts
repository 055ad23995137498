import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect } from 'vitest'
import { packageOf, UpdateFeed } from './testing/UpdateFeed.ts'
import { browserTest, truth } from './testing/withConsole.ts'
import { onStandin, withDesktopApp } from './testing/withDesktopApp.ts'

/**
 * electron-updater's own code for AppImages, on the stand-in: it looks, fetches, checks and installs over a feed on this
 * machine. Installers of Windows and macOS cannot run here.
 */
const world = withDesktopApp()

/** An installed version: its package, and what is beside it. */
function install(folder: string, feed: UpdateFeed) {
  const appImage = path.join(folder, 'Signalbox.AppImage')
  const marker = path.join(folder, 'started')
  const resources = path.join(folder, 'resources')
  mkdirSync(resources)
  writeFileSync(
    path.join(resources, 'app-update.yml'),
    `provider: generic\nurl: ${feed.url}\nupdaterCacheDirName: signalbox-updater\n`,
  )
  writeFileSync(appImage, packageOf('0.1.0', marker))
  chmodSync(appImage, 0o755)
  const env = (version: string) => ({
    APPIMAGE: appImage,
    STANDIN_VERSION: version,
    STANDIN_RESOURCES: resources,
    XDG_CACHE_HOME: path.join(folder, 'cache'),
  })
  return {
    env,
    marker,
    installed: () => /echo (\S+)/.exec(readFileSync(appImage, 'utf8'))?.[1],
    started: () => (existsSync(marker) ? readFileSync(marker, 'utf8').trim().split('\n') : []),
  }
}

browserTest('a newer version is fetched and checked, offered, and taken when somebody says so', async () => {
  await using feed = await UpdateFeed.start()
  const folder = world.newFolder()
  const machine = install(folder, feed)
  const dana = await world.server.admin.newUser('dispatcher', 'Dana Kowalski')
  feed.publish('0.2.0', { marker: machine.marker, digest: 'A'.repeat(86) + '==' })
  const { app, page } = await world.signedIn(dana, { env: machine.env('0.1.0'), userData: folder })

  await app.do('chooseInMenu', 'lookForUpdate')
  const log = () => readFileSync(path.join(folder, 'logs/main.log'), 'utf8')
  await expect.poll(log).toContain('sha512 checksum mismatch')
  await expect.poll(() => app.do('menu')).toContain('lookForUpdate')
  expect(await app.do('trayMenu')).not.toContain('installUpdate')

  feed.publish('0.2.0', { marker: machine.marker })
  await app.do('chooseInMenu', 'lookForUpdate')
  await page.getByRole('button', { name: 'Version 0.2.0 is ready' }).click()
  await expect.poll(() => app.do('trayMenu')).toContain('installUpdate')
  expect(await app.do('menu')).toContain('installUpdate')
  // Nobody has said so yet.
  expect([machine.installed(), machine.started()]).toEqual(['0.1.0', []])
  await page.getByRole('button', { name: 'Restart now' }).click()
  await onStandin(app).ended
  expect(machine.installed()).toBe('0.2.0')
  await expect.poll(machine.started).toEqual(['0.2.0'])
})

browserTest(
  'a version waits through a shift, is installed once nobody is there, and gives way where it does not come up',
  async () => {
    await using feed = await UpdateFeed.start()
    const folder = world.newFolder()
    const machine = install(folder, feed)
    const mara = await world.server.admin.newUser('dispatcher', 'Mara Lind')
    feed.publish('0.2.0', { marker: machine.marker })
    feed.publish('0.1.0', { marker: machine.marker, list: '0.1.0' })
    const env = { ...machine.env('0.1.0'), STANDIN_INTERVALS: 'held' }
    const { app, page } = await world.signedIn(mara, { env, userData: folder })
    await app.do('chooseInMenu', 'lookForUpdate')
    await page.getByRole('button', { name: 'Version 0.2.0 is ready' }).waitFor()
    // Eight hours of work, and a pause in it: each minute it is asked whether somebody is there.
    const minute = 60_000
    await app.do('passTime', 8 * 60 * minute)
    await app.do('leaveAlone', 2 * 3600 - 1)
    await app.do('passTime', minute)
    expect(await app.do('menu')).toContain('installUpdate')
    expect([machine.installed(), machine.started()]).toEqual(['0.1.0', []])
    await app.do('leaveAlone', 2 * 3600)
    await app.do('passTime', minute)
    await onStandin(app).ended
    expect(machine.installed()).toBe('0.2.0')
    await expect.poll(machine.started).toEqual(['0.2.0'])
    for (const _ of [1, 2, 3]) await (await world.startWith(machine.env('0.2.0'), folder, undefined, '--hidden')).kill()
    const goOn = feed.hold()
    const fourth = await world.startWith(machine.env('0.2.0'), folder, undefined, '--hidden')
    goOn()
    await onStandin(fourth).ended
    expect(machine.installed()).toBe('0.1.0')
    await expect.poll(machine.started).toContain('0.1.0')
    // Signed in as before, and working.
    const back = await world.startWith(machine.env('0.1.0'), folder)
    await truth(await back.page(/^\/tickets/), /Live/)
  },
)

browserTest(
  'a version that does not come up three times gives way to the one before it, and is not taken again',
  async () => {
    await using feed = await UpdateFeed.start()
    const folder = world.newFolder()
    const machine = install(folder, feed)
    feed.publish('0.2.0', { marker: machine.marker })
    feed.publish('0.1.0', { marker: machine.marker, list: '0.1.0' })
    const first = await world.startWith(machine.env('0.1.0'), folder, undefined, '--hidden')
    await first.do('chooseInMenu', 'lookForUpdate')
    await expect.poll(() => first.do('trayMenu')).toContain('installUpdate')
    // Quitting takes it.
    await first.quit()
    expect(machine.installed()).toBe('0.2.0')
    for (const _ of [1, 2, 3]) await (await world.startWith(machine.env('0.2.0'), folder, undefined, '--hidden')).kill()
    // It ends by itself as soon as it has the version before: not before somebody listens.
    const goOn = feed.hold()
    const fourth = await world.startWith(machine.env('0.2.0'), folder, undefined, '--hidden')
    goOn()
    const { recorded } = await onStandin(fourth).ended
    expect(recorded.dialogs).toEqual([{ message: 'Signalbox 0.2.0 does not start on this machine.', buttons: ['OK'] }])
    expect(machine.installed()).toBe('0.1.0')
    await expect.poll(machine.started).toContain('0.1.0')

    const again = await world.startWith(machine.env('0.1.0'), folder, undefined, '--hidden')
    const before = feed.asked.length
    await again.do('chooseInMenu', 'lookForUpdate')
    await expect.poll(() => feed.asked.slice(before)).toEqual(['latest-linux.yml'])
    await expect.poll(() => again.do('menu')).toContain('lookForUpdate')
    expect(await again.do('trayMenu')).not.toContain('installUpdate')
  },
)

browserTest('without a feed nothing is looked for, and no menu speaks of it', async () => {
  const app = await world.start(world.newFolder(), undefined, '--hidden')
  await expect.poll(() => app.do('menu')).toContain('showLog')
  expect((await app.do('menu')).filter((id) => /update/i.test(id))).toEqual([])
})
