import { onScopeDispose } from 'vue'
import { useRouter } from 'vue-router'
import { useActions, useRegistered, type Action } from '../actions/useActions.ts'
import { useLink } from '../connection/useLink.ts'
import { useComposer } from '../createTicket/useComposer.ts'
import { useInventoryComposer } from '../inventory/useInventoryComposer.ts'
import { usePreferences } from '../preferences/usePreferences.ts'
import { useStatus } from '../replica/useStatus.ts'
import { printPage } from '../print/printPage.ts'
import { useShipmentComposer } from '../shipments/useShipmentComposer.ts'
import { type StopMove } from '../ui/nextStop.ts'
import { goToStop, isAtStop } from '../ui/vOneStop.ts'
import { places } from './places.ts'
import { useSignOut } from './useSignOut.ts'

const stopMoves: [keys: string, title: string, move: StopMove | 'first' | 'last'][] = [
  ['ArrowDown', 'Next link of a group', 'down'],
  ['ArrowRight', 'Next link of a group', 'right'],
  ['ArrowUp', 'The link before it', 'up'],
  ['ArrowLeft', 'The link before it', 'left'],
  ['Home', 'First and last link of a group', 'first'],
  ['End', 'First and last link of a group', 'last'],
]

/** What can be done wherever one is. */
export function useFrameActions({
  showPalette,
  showSheet,
}: {
  showPalette: (closes: boolean) => void
  showSheet: () => void
}): void {
  const actions = useActions()
  const preferences = usePreferences()
  const composer = useComposer()
  const shipments = useShipmentComposer()
  const inventory = useInventoryComposer()
  const status = useStatus()
  const link = useLink()
  const router = useRouter()
  const signOut = useSignOut()
  const isStaff = (): boolean => !status.isTechnician

  useRegistered([
    {
      id: 'app.palette',
      title: 'Find or do anything',
      group: 'Anywhere',
      keys: '$mod+k',
      keyOnly: true,
      everywhere: true,
      // By key it opens and closes; from the menu and the key that works everywhere it only opens.
      run: (event) => showPalette(event !== undefined),
    },
    {
      id: 'app.shortcuts',
      title: 'Keyboard shortcuts',
      group: 'Anywhere',
      keys: '[Shift]+?',
      words: 'help keys',
      run: showSheet,
    },
    {
      id: 'ticket.create',
      title: 'New ticket',
      group: 'Anywhere',
      keys: 'c',
      words: 'create add',
      when: isStaff,
      run: () => composer.start(),
    },
    {
      id: 'shipment.create',
      title: 'New shipment',
      group: 'Anywhere',
      words: 'create add parts',
      when: isStaff,
      run: () => shipments.start(),
    },
    {
      id: 'inventory.create',
      title: 'New in the inventory',
      group: 'Anywhere',
      words: 'create add part equipment stock',
      when: isStaff,
      run: () => inventory.start(),
    },
    ...places.map((place): Action => ({
      id: `go.${place.id}`,
      title: `Go to ${place.label}`,
      group: 'Go to',
      keys: `g ${place.key}`,
      when: () => status.user !== undefined && place.roles.includes(status.user.role),
      run: () => void router.push(place.to),
    })),
    {
      id: 'app.print',
      title: 'Print what is shown',
      group: 'Anywhere',
      keys: '$mod+p',
      words: 'paper pdf',
      everywhere: true,
      run: printPage,
    },
    {
      id: 'go.day',
      title: 'The day as a sheet, to print',
      group: 'Go to',
      keys: 'g y',
      words: 'print paper handover briefing',
      run: () => void router.push('/day'),
    },
    {
      id: 'app.rail',
      title: 'Wide or narrow rail',
      group: 'Looks',
      keys: '[',
      run: () => preferences.change({ railWide: !preferences.preferences.railWide }),
    },
    {
      id: 'app.theme',
      title: 'Dark or light',
      group: 'Looks',
      keys: 'Shift+t',
      words: 'theme',
      run: () => preferences.change({ theme: preferences.theme === 'dark' ? 'light' : 'dark' }),
    },
    {
      id: 'app.themeSystem',
      title: 'Dark or light like the system',
      group: 'Looks',
      words: 'theme',
      run: () => preferences.change({ theme: 'system' }),
    },
    {
      id: 'app.density',
      title: 'Dense or comfortable rows',
      group: 'Looks',
      run: () => preferences.change({ density: preferences.preferences.density === 'dense' ? 'comfortable' : 'dense' }),
    },
    {
      id: 'app.tryNow',
      title: 'Try to connect now',
      group: 'Anywhere',
      when: () => status.status.phase !== 'live',
      run: () => void link.call('wake', { reason: 'asked' }).catch(() => {}),
    },
    {
      id: 'go.account',
      title: 'Go to Account',
      group: 'Go to',
      words: 'password sessions devices second factor tokens',
      run: () => void router.push('/account'),
    },
    ...stopMoves.map(([keys, title, move]): Action => ({
      id: `stop.${keys}`,
      title,
      group: 'Anywhere',
      keys,
      keyOnly: true,
      when: isAtStop,
      run: () => goToStop(move),
    })),
    { id: 'app.signOut', title: 'Sign out', group: 'Anywhere', words: 'log out leave', run: () => void signOut() },
  ])

  const onKeydown = (event: KeyboardEvent): void => actions.onKeydown(event)
  window.addEventListener('keydown', onKeydown)
  onScopeDispose(() => window.removeEventListener('keydown', onKeydown))
}
