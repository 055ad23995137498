/** Dialogs over any view, in files of their own: fetched when they are opened, or once nothing else is to be done (router.ts). */
export const laterDialogs = {
  shipment: () => import('../shipments/CreateShipmentDialog.vue'),
  inventory: () => import('../inventory/CreateInventoryDialog.vue'),
}
