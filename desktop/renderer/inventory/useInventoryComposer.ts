import { defineStore } from 'pinia'
import { readKept } from '../forms/readKept.ts'
import { useKeptForm } from '../forms/useKeptForm.ts'
import { emptyInventoryForm } from './inventoryForm.ts'

/** The form of something new in the inventory; `start({ place: 'site:<id>' })` from where it is kept. */
export const useInventoryComposer = defineStore('inventoryComposer', () =>
  useKeptForm('newInventoryItem', emptyInventoryForm, (stored) => readKept(stored, emptyInventoryForm)),
)
