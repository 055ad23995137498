import { defineStore } from 'pinia'
import { computed, shallowRef, watchEffect } from 'vue'
import { defaultPreferences, readPreferences, type Preferences } from './preferences.ts'

/** Also read by public/theme.js, before anything is drawn. */
const key = 'signalbox.preferences'

function load(): Preferences {
  try {
    return readPreferences(localStorage.getItem(key))
  } catch {
    return defaultPreferences
  }
}

/** A person's own settings of this browser, applied to the page as they change. */
export const usePreferences = defineStore('preferences', () => {
  const preferences = shallowRef(load())
  const lightSystem = matchMedia('(prefers-color-scheme: light)')
  const systemIsLight = shallowRef(lightSystem.matches)
  lightSystem.addEventListener('change', ({ matches }) => (systemIsLight.value = matches))
  window.addEventListener('storage', (event) => {
    if (event.key === key) preferences.value = readPreferences(event.newValue)
  })

  function change(changes: Partial<Preferences>): void {
    preferences.value = { ...preferences.value, ...changes }
    try {
      localStorage.setItem(key, JSON.stringify(preferences.value))
    } catch {
      // Storage is off or full: it holds until this window closes.
    }
  }

  const theme = computed(() => {
    const { theme: chosen } = preferences.value
    return chosen === 'system' ? (systemIsLight.value ? 'light' : 'dark') : chosen
  })
  watchEffect(() => {
    const { dataset } = document.documentElement
    dataset.theme = theme.value
    dataset.density = preferences.value.density
  })
  return { preferences, theme, change }
})
