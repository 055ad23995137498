import { defineStore } from 'pinia'
import { readKept } from '../forms/readKept.ts'
import { useKeptForm } from '../forms/useKeptForm.ts'
import { emptyShipmentForm } from './shipmentForm.ts'

/** The form of a new shipment; `start({ ticketId })` from a ticket, `start({ siteId })` from a site. */
export const useShipmentComposer = defineStore('shipmentComposer', () =>
  useKeptForm('newShipment', emptyShipmentForm, (stored) => readKept(stored, emptyShipmentForm)),
)
