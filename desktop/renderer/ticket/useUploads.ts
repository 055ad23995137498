import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import { Refused } from '../../../api/contract/errors.ts'
import { newId } from '../connection/newId.ts'
import { useLink } from '../connection/useLink.ts'
import { useStatus } from '../replica/useStatus.ts'
import { uploadProblem, uploadRefusalWords } from './fileWords.ts'

/** A file on its way to a ticket. It is held here until it is attached or its owner gives it up. */
export interface UploadItem {
  /** Also its Idempotency-Key: tried again, it is attached once. */
  key: string
  ticketId: string
  file: File
  name: string
  /** `failed`: it may go through another time. `refused`: not as it is. */
  state: 'waiting' | 'sending' | 'failed' | 'refused'
  problem?: string | undefined
}

export const useUploads = defineStore('uploads', () => {
  const link = useLink()
  const status = useStatus()
  const items = shallowRef<readonly UploadItem[]>([])
  let isSending = false

  function change(key: string, changes: Partial<UploadItem>): void {
    items.value = items.value.map((each) => (each.key === key ? { ...each, ...changes } : each))
  }

  function add(ticketId: string, files: Iterable<File>): void {
    const added = [...files].map((file): UploadItem => {
      const problem = uploadProblem(file)
      const state = problem === undefined ? 'waiting' : 'refused'
      return { key: newId(), ticketId, file, name: file.name || 'file', state, problem }
    })
    items.value = [...items.value, ...added]
    void sendNext()
  }

  /** One at a time: over a phone's network two share what one would have, and both are late. */
  async function sendNext(): Promise<void> {
    const next = items.value.find(({ state }) => state === 'waiting')
    if (!next || isSending) return
    isSending = true
    change(next.key, { state: 'sending', problem: undefined })
    await send(next)
    isSending = false
    void sendNext()
  }

  async function send({ key, ticketId, file, name }: UploadItem): Promise<void> {
    try {
      const bytes = await file.arrayBuffer()
      await link.call('upload', { ticketId, key, name, bytes })
      forget(key)
    } catch (error) {
      const isFinal = error instanceof Refused && error.code !== 'unavailable' && error.code !== 'slow_down'
      change(key, { state: isFinal ? 'refused' : 'failed', problem: uploadRefusalWords(error) })
    }
  }

  function retry(key: string): void {
    change(key, { state: 'waiting', problem: undefined })
    void sendNext()
  }

  function forget(key: string): void {
    items.value = items.value.filter((each) => each.key !== key)
  }

  watch(
    () => status.status.phase,
    (phase) => {
      if (phase === 'live') for (const { key, state } of items.value) if (state === 'failed') retry(key)
    },
  )
  // Another user's files are not theirs to send.
  watch(
    () => status.user?.id,
    () => (items.value = []),
  )
  const isUnfinished = computed(() => items.value.some(({ state }) => state !== 'refused'))
  window.addEventListener('beforeunload', (event) => {
    if (isUnfinished.value) event.preventDefault()
  })

  const of = (ticketId: string): UploadItem[] => items.value.filter((each) => each.ticketId === ticketId)
  return { of, add, retry, forget }
})
