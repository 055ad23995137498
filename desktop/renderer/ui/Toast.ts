/** One sentence of a ToastStack. */
export interface Toast {
  id: string
  text: string
  tone?: 'plain' | 'warning'
  action?: { label: string; keys?: string }
}
