import { type Component } from 'vue'
import { type RouteLocation, type RouteRecordRaw } from 'vue-router'
import IconAdmin from '~icons/lucide/shield-user'
import IconDiagnostics from '~icons/lucide/activity'
import IconInventory from '~icons/lucide/package-search'
import IconShipments from '~icons/lucide/truck'
import IconSites from '~icons/lucide/map-pin'
import IconTechnicians from '~icons/lucide/hard-hat'
import IconJobs from '~icons/lucide/clipboard-list'
import IconBoard from '~icons/lucide/square-kanban'
import IconOperations from '~icons/lucide/gauge'
import IconTickets from '~icons/lucide/ticket'
import { signOnPath } from '../../../api/contract/singleSignOn.ts'
import { type Role } from '../../../api/contract/user.ts'
import TicketPage from '../ticket/TicketPage.vue'
import TicketsView from '../tickets/TicketsView.vue'
import StartPlace from './StartPlace.vue'

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
const staff: readonly Role[] = ['admin', 'manager', 'dispatcher']

export const places: readonly Place[] = [
  {
    id: 'jobs',
    label: 'My jobs',
    icon: IconJobs,
    to: '/jobs',
    key: 'j',
    holds: (path) => path.startsWith('/jobs'),
    roles: ['technician'],
  },
  {
    id: 'operations',
    label: 'Operations',
    icon: IconOperations,
    to: '/operations',
    key: 'v',
    holds: (path) => path.startsWith('/operations'),
    roles: staff,
  },
  {
    id: 'board',
    label: 'Board',
    icon: IconBoard,
    to: '/board',
    key: 'b',
    holds: (path) => path.startsWith('/board'),
    roles: staff,
  },
  {
    id: 'tickets',
    label: 'Tickets',
    icon: IconTickets,
    to: '/tickets',
    key: 't',
    holds: (path) => path.startsWith('/ticket'),
    roles: everyone,
  },
  {
    id: 'shipments',
    label: 'Shipments',
    icon: IconShipments,
    to: '/shipments',
    key: 'p',
    holds: (path) => path.startsWith('/shipment'),
    roles: staff,
  },
  {
    id: 'inventory',
    label: 'Inventory',
    icon: IconInventory,
    to: '/inventory',
    key: 'i',
    holds: (path) => path.startsWith('/inventory') || path.startsWith('/item/'),
    roles: staff,
  },
  {
    id: 'technicians',
    label: 'Technicians',
    icon: IconTechnicians,
    to: '/technicians',
    key: 'e',
    holds: (path) => path.startsWith('/technician'),
    roles: staff,
  },
  {
    id: 'sites',
    label: 'Sites',
    icon: IconSites,
    to: '/sites',
    key: 's',
    holds: (path) => path.startsWith('/site'),
    roles: staff,
  },
  {
    id: 'admin',
    label: 'Administration',
    icon: IconAdmin,
    to: '/admin',
    // Manage: `g a` is the list of everything, `g n` the bell.
    key: 'm',
    holds: (path) => path.startsWith('/admin'),
    roles: ['admin', 'manager'],
  },
  {
    id: 'diagnostics',
    label: 'Diagnostics',
    icon: IconDiagnostics,
    to: '/diagnostics',
    key: 'x',
    holds: (path) => path.startsWith('/diagnostics'),
    roles: everyone,
  },
]

/** The views by their address. The page is one; the server answers each of these with it. */
export const routes: readonly RouteRecordRaw[] = [
  { path: '/', component: StartPlace },
  { path: '/jobs', component: () => import('../myJobs/MyJobsView.vue') },
  { path: '/operations', component: () => import('../operations/OperationsView.vue') },
  // Without the frame: it has the whole screen, and nobody at its keyboard.
  { path: '/wallboard', component: () => import('../operations/WallboardView.vue'), meta: { alone: true } },
  {
    path: '/board',
    component: () => import('../board/BoardView.vue'),
    props: ({ query }) => ({ lane: String(query.lane ?? '') }),
  },
  {
    path: '/tickets/:view?',
    component: TicketsView,
    props: viewOf,
  },
  {
    path: '/ticket/:reference',
    component: TicketPage,
    props: ({ params }) => ({ reference: String(params.reference) }),
    // On a phone it has the whole screen: its own head, and the thumb's button at the bottom.
    meta: { bare: true },
  },
  {
    path: '/shipments/:view?',
    component: () => import('../shipments/ShipmentsView.vue'),
    props: viewOf,
  },
  {
    path: '/shipment/:reference',
    component: () => import('../shipments/ShipmentPage.vue'),
    props: ({ params }) => ({ reference: String(params.reference) }),
    meta: { bare: true },
  },
  {
    path: '/inventory/:view?',
    component: () => import('../inventory/InventoryView.vue'),
    props: viewOf,
  },
  {
    path: '/item/:id',
    component: () => import('../inventory/InventoryPage.vue'),
    props: ({ params }) => ({ id: String(params.id) }),
    meta: { bare: true },
  },
  {
    path: '/technicians/:view?',
    component: () => import('../technicians/TechniciansView.vue'),
    props: viewOf,
  },
  {
    path: '/technician/:id',
    component: () => import('../technicians/TechnicianPage.vue'),
    props: ({ params }) => ({ id: String(params.id) }),
    meta: { bare: true },
  },
  {
    path: '/sites/:view?',
    component: () => import('../sites/SitesView.vue'),
    props: viewOf,
  },
  {
    path: '/site/:id',
    component: () => import('../sites/SitePage.vue'),
    props: ({ params }) => ({ id: String(params.id) }),
    meta: { bare: true },
  },
  {
    path: '/admin',
    component: () => import('../admin/AdminView.vue'),
    redirect: '/admin/users',
    children: [
      { path: 'users/:view?', component: () => import('../admin/UsersPart.vue'), props: viewOf },
      { path: 'technicians/:view?', component: () => import('../admin/TechniciansPart.vue'), props: viewOf },
      { path: 'service-levels', component: () => import('../admin/ServiceLevelsPart.vue') },
      { path: 'alarms', component: () => import('../admin/AlarmsPart.vue') },
      { path: 'import', component: () => import('../admin/ImportPart.vue') },
      { path: 'tokens', component: () => import('../admin/TokensView.vue') },
      { path: 'audit', component: () => import('../admin/AuditPart.vue') },
      { path: 'export', component: () => import('../admin/ExportPart.vue') },
    ],
  },
  { path: '/account', component: () => import('../account/AccountPage.vue') },
  // Where single sign-on comes back to; the door reads it, and whoever is inside already goes on.
  { path: signOnPath, component: StartPlace },
  { path: '/diagnostics', component: () => import('../diagnostics/DiagnosticsView.vue') },
  { path: '/day', component: () => import('../print/DayPage.vue') },
  { path: '/notifications', component: () => import('../notifications/NotificationsPage.vue') },
  { path: '/notifications/preferences', component: () => import('../notifications/PreferencesPage.vue') },
  { path: '/:rest(.*)*', redirect: '/' },
]

/** The saved view of a list, by the end of its address. */
function viewOf({ params }: RouteLocation): { viewId: string } {
  return { viewId: String(params.view ?? '') }
}
