import { defineStore } from 'pinia'
import { type Command } from '../../link/messages.ts'
import { useKeptForm } from '../forms/useKeptForm.ts'
import { emptyForm, formOf, readForm } from './ticketForm.ts'

/** The form of a new ticket. */
export const useComposer = defineStore('composer', () => {
  const kept = useKeptForm('newTicket', emptyForm, readForm)

  /** A refused one comes back as it was typed. */
  function edit(input: Extract<Command, { name: 'ticket.create' }>['input']): void {
    kept.change(formOf(input))
    kept.isOpen.value = true
  }

  return { ...kept, edit }
})
