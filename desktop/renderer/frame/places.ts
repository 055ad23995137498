import { type Component } from 'vue'
import { type RouteRecordRaw } from 'vue-router'
import IconTickets from '~icons/lucide/ticket'
import { type Role } from '../../../api/contract/user.ts'
import TicketPage from '../ticket/TicketPage.vue'
import TicketsView from '../tickets/TicketsView.vue'

/** Somewhere one can go from everywhere: an icon in the rail, a command, a key. One line here makes all three. */
export interface Place {
  id: string
  label: string
  icon: Component
  to: string
  /** The second key of `g …`. */
  key: string
  /** Whether this address is there, or at something that belongs to it. */
  holds: (path: string) => boolean
  /** Who has it. */
  roles: readonly Role[]
}

const everyone: readonly Role[] = ['admin', 'manager', 'dispatcher', 'technician']

export const places: readonly Place[] = [
  {
    id: 'tickets',
    label: 'Tickets',
    icon: IconTickets,
    to: '/tickets',
    key: 't',
    holds: (path) => path.startsWith('/ticket'),
    roles: everyone,
  },
]

/** The views by their address. The page is one; the server answers each of these with it. */
export const routes: readonly RouteRecordRaw[] = [
  { path: '/', redirect: '/tickets' },
  {
    path: '/tickets/:view?',
    component: TicketsView,
    props: ({ params }) => ({ viewId: String(params.view ?? '') }),
  },
  {
    path: '/ticket/:reference',
    component: TicketPage,
    props: ({ params }) => ({ reference: String(params.reference) }),
    // On a phone it has the whole screen: its own head, and the thumb's button at the bottom.
    meta: { bare: true },
  },
  { path: '/notifications', component: () => import('../notifications/NotificationsPage.vue') },
  { path: '/notifications/preferences', component: () => import('../notifications/PreferencesPage.vue') },
  { path: '/:rest(.*)*', redirect: '/tickets' },
]
