import { app } from 'electron'
import path from 'node:path'
import { linkScheme, pathOfLink } from '../../host/deepLink.ts'
import { registerAppScheme } from '../appScheme.ts'
import { onColdClicks } from '../notifications/coldStart.ts'
import { nativeIdIn, pathOfNativeId } from '../notifications/nativeLook.ts'
import { importFileOf, readStartOptions, type StartOptions } from '../startOptions.ts'
import { Openings } from './Openings.ts'

/** As in electron-builder.yml. */
const appId = 'app.signalbox.console'

export interface PrepareOptions {
  options: StartOptions
  safeMode: boolean
  /** A notification of this run sees to its clicks itself. */
  isOfThisRun: (text: string) => boolean
}

/** What has to be settled before Electron is ready. */
export function prepare({ options, safeMode, isOfThisRun }: PrepareOptions): Openings {
  app.enableSandbox()
  registerAppScheme()
  registerLinks()
  // Windows shows notifications of whom it knows: the same name as on the shortcut that the installer makes.
  if (process.platform === 'win32') app.setAppUserModelId(appId)
  if (safeMode) app.disableHardwareAcceleration()
  const openings = new Openings()
  const { path: view, file } = options
  if (view !== undefined || file !== undefined) openings.open({ view, file })
  // A second start hands over what it was started with, perhaps while this one waits for the key ring.
  app.on('second-instance', (_event, argv, folder) => {
    const asked = readStartOptions(argv, folder)
    openings.open({ view: asked.path, file: asked.file })
  })
  app.on('activate', () => openings.open({}))
  // What starts the app on macOS comes as an event, perhaps before there is a window.
  app.on('open-url', (event, url) => {
    event.preventDefault()
    const linked = pathOfLink(url)
    if (linked !== undefined) openings.open({ view: linked })
  })
  app.on('open-file', (event, opened) => {
    event.preventDefault()
    const csv = importFileOf(opened, '/')
    if (csv !== undefined) openings.open({ file: csv })
  })
  onColdClicks({
    platform: process.platform,
    isOfThisRun,
    onClicked: (text) => openings.open({ view: pathOfNativeId(text), clicked: nativeIdIn(text) }),
  })
  return openings
}

/** `electron .` of a developer is no program that the system could start by itself: it is told of the folder as well. */
function registerLinks(): void {
  const [, folder] = process.argv
  if (process.defaultApp && folder !== undefined)
    app.setAsDefaultProtocolClient(linkScheme, process.execPath, [path.resolve(folder)])
  else app.setAsDefaultProtocolClient(linkScheme)
}
