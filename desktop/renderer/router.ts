import { createRouter, createWebHistory } from 'vue-router'
import TicketPage from './ticket/TicketPage.vue'
import TicketsView from './tickets/TicketsView.vue'

/** The views by their address. The page is one; the server answers each of these with it. */
export function createConsoleRouter() {
  return createRouter({
    history: createWebHistory(),
    routes: [
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
      { path: '/:rest(.*)*', redirect: '/tickets' },
    ],
  })
}
