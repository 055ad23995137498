import { shallowRef } from 'vue'
import { useStatus } from '../replica/useStatus.ts'

/**
 * A dialog's form: what is typed stays when it closes, and over a reload, until it is sent. One for each user of this browser.
 * @param read what was stored as a form, whatever it is; `readKept` where all fields are texts
 */
export function useKeptForm<Form extends object>(name: string, empty: Form, read: (stored: string | null) => Form) {
  const status = useStatus()
  const isOpen = shallowRef(false)
  const form = shallowRef<Form>(empty)
  const key = (): string => `signalbox.${name}.${status.user?.id ?? ''}`

  function start(given: Partial<Form> = {}): void {
    try {
      form.value = read(localStorage.getItem(key()))
    } catch {
      // Storage is off: what was typed in this window is still there.
    }
    form.value = { ...form.value, ...given }
    isOpen.value = true
  }

  function change(changes: Partial<Form>): void {
    form.value = { ...form.value, ...changes }
    try {
      localStorage.setItem(key(), JSON.stringify(form.value))
    } catch {
      // As above.
    }
  }

  function clear(): void {
    change(empty)
    isOpen.value = false
  }

  return { isOpen, form, start, change, clear }
}
