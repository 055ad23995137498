import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import { maxImportBytes, type ImportedRow, type ImportPreview, type ImportRun } from '../../../api/contract/imports.ts'
import { type ImportFile } from '../../link/messages.ts'
import { sentenceOf } from '../connection/sentenceOf.ts'
import { useLink } from '../connection/useLink.ts'
import { useStatus } from '../replica/useStatus.ts'
import { importFormatOf } from './importFormatOf.ts'

/** Often enough to watch it go; a thousand rows take a second. */
const askEvery = 400
/** More than any first line that names columns. */
const headBytes = 10_000

/** One import of this window, from the file to the report; it goes on while one looks at something else. */
export const useImport = defineStore('import', () => {
  const link = useLink()
  const status = useStatus()
  const file = shallowRef<File>()
  const preview = shallowRef<ImportPreview>()
  const run = shallowRef<ImportRun>()
  const rows = shallowRef<ImportedRow[]>([])
  const problem = shallowRef<string>()
  const isReading = shallowRef(false)
  let timer: ReturnType<typeof setTimeout> | undefined

  const stage = computed(() => (run.value ? 'report' : preview.value ? 'preview' : 'choose'))

  async function choose(chosen: File): Promise<void> {
    reset()
    if (chosen.size > maxImportBytes) {
      const limit = maxImportBytes / 1024 / 1024
      problem.value = `${chosen.name} has more than ${limit} MB. On the server, npm run import takes files of any size.`
      return
    }
    file.value = chosen
    await reading(async () => {
      preview.value = await link.call('previewImport', await toInput(chosen))
    })
  }

  async function begin(): Promise<void> {
    const chosen = file.value
    if (!chosen) return
    await reading(async () => {
      take(await link.call('runImport', await toInput(chosen)))
    })
  }

  /** The report of an earlier one, or of one that another person or window began. */
  async function open(id: string): Promise<void> {
    reset()
    await reading(async () => take(await link.call('importReport', { id, from: 0 })))
  }

  async function reading(what: () => Promise<void>): Promise<void> {
    if (isReading.value) return
    isReading.value = true
    problem.value = undefined
    try {
      await what()
    } catch (error) {
      problem.value = sentenceOf(error)
    } finally {
      isReading.value = false
    }
  }

  function take(next: ImportRun): void {
    run.value = next
    rows.value = [...rows.value, ...next.rows]
    problem.value = undefined
    const isComplete = next.state !== 'running' && next.next === undefined
    if (!isComplete) timer = setTimeout(() => void ask(next.id), next.next === undefined ? askEvery : 0)
  }

  async function ask(id: string): Promise<void> {
    try {
      const next = await link.call('importReport', { id, from: rows.value.length })
      if (run.value?.id === id) take(next)
    } catch (error) {
      if (run.value?.id !== id) return
      // It goes on at the server whether or not we can ask.
      problem.value = `How it goes cannot be asked at the moment: ${sentenceOf(error)}`
      timer = setTimeout(() => void ask(id), askEvery * 5)
    }
  }

  function reset(): void {
    clearTimeout(timer)
    file.value = undefined
    preview.value = undefined
    run.value = undefined
    rows.value = []
    problem.value = undefined
  }
  watch(() => status.user?.id, reset)

  return { file, preview, run, rows, problem, isReading, stage, choose, begin, open, reset }
})

async function toInput(file: File): Promise<ImportFile> {
  const bytes = await file.arrayBuffer()
  return { format: importFormatOf(new TextDecoder().decode(bytes.slice(0, headBytes))), name: file.name, bytes }
}
