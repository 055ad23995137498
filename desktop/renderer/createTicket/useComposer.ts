import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { type Command } from '../../link/messages.ts'
import { useStatus } from '../replica/useStatus.ts'
import { emptyForm, formOf, readForm, type TicketForm } from './ticketForm.ts'

/** The form of a new ticket: what is typed stays when the dialog closes, and over a reload, until it is sent. */
export const useComposer = defineStore('composer', () => {
  const status = useStatus()
  const isOpen = shallowRef(false)
  const form = shallowRef<TicketForm>(emptyForm)
  const key = (): string => `signalbox.newTicket.${status.user?.id ?? ''}`

  function start(): void {
    try {
      form.value = readForm(localStorage.getItem(key()))
    } catch {
      // Storage is off: what was typed in this window is still there.
    }
    isOpen.value = true
  }

  function change(changes: Partial<TicketForm>): void {
    form.value = { ...form.value, ...changes }
    try {
      localStorage.setItem(key(), JSON.stringify(form.value))
    } catch {
      // As above.
    }
  }

  /** A refused one comes back as it was typed. */
  function edit(input: Extract<Command, { name: 'ticket.create' }>['input']): void {
    change(formOf(input))
    isOpen.value = true
  }

  function clear(): void {
    change(emptyForm)
    isOpen.value = false
  }

  return { isOpen, form, start, change, edit, clear }
})
