import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { type InventoryItem } from '../../../api/contract/inventoryItem.ts'
import { useRegistered } from '../actions/useActions.ts'
import { useStatus } from '../replica/useStatus.ts'

export type InventoryQuestion = 'move' | 'delete'

/** What is asked about an item before anything happens: where to, or whether it is meant. */
export const useInventoryAsking = defineStore('inventoryAsking', () => {
  const itemId = shallowRef<string>()
  const question = shallowRef<InventoryQuestion>()

  function ask(item: InventoryItem, asked: InventoryQuestion): void {
    itemId.value = item.id
    question.value = asked
  }

  function done(): void {
    question.value = undefined
  }

  return { itemId, question, ask, done }
})

/** The same for the keys and the palette, about the item in hand. */
export function useInventoryActions(current: () => InventoryItem | undefined): void {
  const asking = useInventoryAsking()
  const status = useStatus()
  const group = 'Inventory'
  const ask = (question: InventoryQuestion): void => {
    const item = current()
    if (item) asking.ask(item, question)
  }
  useRegistered([
    {
      id: 'inventory.move',
      title: 'Move all or some…',
      group,
      keys: 'm',
      when: () => !status.isTechnician && (current()?.quantity ?? 0) > 0,
      run: () => ask('move'),
    },
    {
      id: 'inventory.delete',
      title: 'Delete the item…',
      group,
      when: () => !status.isTechnician && current() !== undefined,
      run: () => ask('delete'),
    },
  ])
}
