import { defineAsyncComponent, type Component } from 'vue'
import { useFrame } from './useViewHead.ts'

/** Dialogs over any view, in files of their own: fetched when they are opened, or once nothing else is to be done (router.ts). */
export const laterDialogs = {
  shipment: () => import('../shipments/CreateShipmentDialog.vue'),
  inventory: () => import('../inventory/CreateInventoryDialog.vue'),
}

/** One of them, for a form that is open; where its file cannot be had the form is closed and it says so, with what was typed kept. */
export function laterDialog(load: () => Promise<Component>, composer: { isOpen: boolean }): Component {
  return defineAsyncComponent({
    loader: load,
    onError: (_error, _retry, fail) => {
      composer.isOpen = false
      useFrame().unfetched = { what: 'form', again: () => void (composer.isOpen = true) }
      fail()
    },
  })
}
