// Runs before the first paint, so that nobody who chose the light theme sees a dark flash. The same rule is in
// usePreferences.ts, which takes over once the console has started. Dark is the default.
;(function () {
  let theme
  try {
    theme = JSON.parse(localStorage.getItem('signalbox.preferences') ?? '{}').theme
  } catch {
    // Storage is off.
  }
  const light = theme === 'light' || (theme === 'system' && matchMedia('(prefers-color-scheme: light)').matches)
  document.documentElement.dataset.theme = light ? 'light' : 'dark'
})()
