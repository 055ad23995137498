import { type ConsoleState } from './buildConsole.ts'
import { type DesktopApp } from './findDesktopApp.ts'

export interface Welcome {
  /** Where the console is found. */
  address: string
  console: ConsoleState
  desktopApp: DesktopApp
  /** Of a demo day: who can sign in; from this machine only. */
  signIns: readonly { name: string; role: string; email: string; password: string }[]
  /** The first admin of an empty system, with the password where it was made up just now. */
  admin: { email: string; password: string | undefined } | undefined
  simulated: boolean
  /** The first day that was asked for, where this was no first start. */
  ignored: 'demo' | 'empty' | undefined
}

/** What `npm start` tells the person who started it. */
export function welcome(told: Welcome): string {
  return [...kept(told), ...demo(told), ...admin(told), ...addresses(told)].map((line) => `${line}\n`).join('')
}

function kept({ ignored }: Welcome): string[] {
  return ignored ? [`--${ignored} is for a first start: what is there was kept.`] : []
}

function demo({ signIns, simulated }: Welcome): string[] {
  if (signIns.length === 0) return []
  const width = (field: 'name' | 'role' | 'email') => Math.max(...signIns.map((each) => each[field].length))
  const [name, role, email] = [width('name'), width('role'), width('email')]
  return [
    '',
    'The demo day. Sign in, from this machine only, as:',
    '',
    ...signIns.map((each) =>
      [each.name.padEnd(name), each.role.padEnd(role), each.email.padEnd(email), each.password].join('  '),
    ),
    '',
    simulated
      ? 'The day is played on by a simulator; npm start -- --quiet leaves it as it is.'
      : 'The simulator is off: nothing moves but what you move.',
  ]
}

function admin(told: Welcome): string[] {
  if (!told.admin) return []
  const { email, password } = told.admin
  if (password === undefined) return [`The first admin is ${email}, with the password you set.`]
  return ['', `The first admin, shown only now: ${email}  ${password}`]
}

function addresses(told: Welcome): string[] {
  const lines = ['']
  if ('missing' in told.desktopApp) lines.push(`The desktop app is not here: ${told.desktopApp.missing}.`)
  if (typeof told.console === 'object') {
    lines.push(`The console could not be built: ${told.console.problem}`)
    if (told.console.olderOne) lines.push('The one that was built before is shown.')
  }
  lines.push(`The console: ${told.address}`)
  return lines
}
