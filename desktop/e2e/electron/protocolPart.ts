import { standinApp } from './appPart.ts'
import { toBrowser } from './addresses.ts'
import { recorded } from './recorded.ts'
import { strict } from './touched.ts'

type Handler = (request: Request) => Response | Promise<Response>
const privileged = new Set<string>()
const handlers = new Map<string, Handler>()

export const protocol = strict('Protocol', {
  registerSchemesAsPrivileged: (schemes: { scheme: string }[]): void => {
    standinApp.mustBe('before', 'protocol.registerSchemesAsPrivileged()')
    for (const { scheme } of schemes) privileged.add(scheme)
  },
  handle: (scheme: string, handler: Handler): void => {
    standinApp.mustBe('after', 'protocol.handle()')
    if (!privileged.has(scheme)) throw new Error(`${scheme} was not registered as privileged`)
    handlers.set(scheme, handler)
  },
})

interface SchemeAnswer {
  status: number
  headers: [string, string][]
  body: string
}

/** Undefined for every address that is not of a scheme of the app's: no page of a test reaches a network. */
export async function answerScheme(url: string, method: string): Promise<SchemeAnswer | undefined> {
  const handler = handlers.get(url.slice(0, url.indexOf(':')))
  if (!handler) {
    // A page that is not the app's, for tests that need one.
    if (url.startsWith('https://foreign.example/'))
      return { status: 200, headers: [['content-type', 'text/html']], body: btoa('<p>Foreign') }
    recorded.refusedByWindows.push(`request ${url}`)
    return undefined
  }
  // As Electron does, what the handler gets has the app's address; Request does not know the scheme, a plain object does.
  const request = new Request(toBrowser(url), { method })
  const response = await handler(
    new Proxy(request, { get: (target, name) => (name === 'url' ? url : Reflect.get(target, name, target)) }),
  )
  const bytes = Buffer.from(await response.arrayBuffer())
  return { status: response.status, headers: [...response.headers], body: bytes.toString('base64') }
}

const defaultSession = strict(
  'Session',
  {
    /** What the system's settings say, as a PAC file would. */
    resolveProxy: async (_url: string): Promise<string> => process.env['STANDIN_PROXY'] ?? 'DIRECT',
    setPermissionRequestHandler: (): void => void recorded.permissionHandlers.push('request'),
    setSpellCheckerEnabled: (): void => {},
    setPermissionCheckHandler: (): void => void recorded.permissionHandlers.push('check'),
  },
  ['setSpellCheckerEnabled', 'setPermissionCheckHandler', 'setPermissionRequestHandler'],
)

export const session = {
  get defaultSession(): typeof defaultSession {
    standinApp.mustBe('after', 'session.defaultSession')
    return defaultSession
  },
  /** Of its own for what is fetched aside: nothing of it is played. */
  fromPartition: (): object => {
    standinApp.mustBe('after', 'session.fromPartition()')
    return strict('Session', {})
  },
}
