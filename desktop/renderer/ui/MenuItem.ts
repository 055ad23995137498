import { type Component } from 'vue'

/** One line of a menu. */
export interface MenuItem {
  id: string
  label: string
  icon?: Component | undefined
  /** The key that does the same, as the registry spells it. */
  keys?: string | undefined
  hint?: string | undefined
  danger?: boolean
  checked?: boolean | undefined
  disabled?: boolean
  /** A hairline above it. */
  apart?: boolean
  /** A heading above it. */
  heading?: string | undefined
}
