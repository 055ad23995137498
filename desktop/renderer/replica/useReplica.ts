import { defineStore } from 'pinia'
import { shallowReactive, shallowRef, triggerRef, type ShallowRef } from 'vue'
import { type Site } from '../../../api/contract/site.ts'
import { type Technician } from '../../../api/contract/technician.ts'
import { type Ticket } from '../../../api/contract/ticket.ts'
import { type RowChange, type RowsBatch, type RowType } from '../../link/messages.ts'
import { applyBatch, changedTypes, emptyMirrors, type ChangedIds, type Loading } from './mirror.ts'

type Mirror<Type extends RowType> = ShallowRef<ReadonlyMap<string, RowChange<Type>>>

/** This window's mirror of the replica. Only the link writes it; a batch is one trigger for each type, whatever it holds. */
export const useReplica = defineStore('replica', () => {
  const mirrors = emptyMirrors()
  const loading: Loading = new Map()
  const tickets: Mirror<'ticket'> = shallowRef(mirrors.ticket)
  const sites: Mirror<'site'> = shallowRef(mirrors.site)
  const shipments: Mirror<'shipment'> = shallowRef(mirrors.shipment)
  const users: Mirror<'user'> = shallowRef(mirrors.user)
  const technicians: Mirror<'technician'> = shallowRef(mirrors.technician)
  const inventory: Mirror<'inventory'> = shallowRef(mirrors.inventory)
  const comments: Mirror<'comment'> = shallowRef(mirrors.comment)
  const timeEntries: Mirror<'time_entry'> = shallowRef(mirrors.time_entry)
  const attachments: Mirror<'attachment'> = shallowRef(mirrors.attachment)
  const refs = {
    ticket: tickets,
    site: sites,
    shipment: shipments,
    user: users,
    technician: technicians,
    inventory,
    comment: comments,
    time_entry: timeEntries,
    attachment: attachments,
  }
  /** Types whose first load is complete: before that an empty list means nothing. */
  const loaded = shallowReactive(new Set<RowType>())
  /** Raised with every part of a load: what comes with one was there before, and is no news. */
  const loads = shallowRef(0)
  const listeners = new Set<(changed: ChangedIds) => void>()

  function apply(batch: RowsBatch): void {
    const changed = applyBatch(mirrors, loading, batch)
    for (const type of batch.complete) loaded.add(type)
    if (loading.size > 0 || batch.complete.length > 0) loads.value++
    for (const listener of listeners) listener(changed)
    for (const type of changedTypes(changed)) triggerRef(refs[type])
  }

  /** Whether more parts of a load are to come. */
  const isLoading = (type: RowType): boolean => loading.has(type)

  const sizeOf = (type: RowType): number => refs[type].value.size

  /** For what is derived row by row; called before anything is drawn anew. */
  function onChanged(listener: (changed: ChangedIds) => void): void {
    listeners.add(listener)
  }

  const ticket = (id: string): Ticket | undefined => tickets.value.get(id)?.data
  const site = (id: string): Site | undefined => sites.value.get(id)?.data
  const technician = (id: string): Technician | undefined => technicians.value.get(id)?.data

  return {
    tickets,
    sites,
    shipments,
    users,
    technicians,
    inventory,
    comments,
    timeEntries,
    attachments,
    loaded,
    loads,
    isLoading,
    sizeOf,
    apply,
    onChanged,
    ticket,
    site,
    technician,
  }
})
