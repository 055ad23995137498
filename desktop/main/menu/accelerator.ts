const named: Record<string, string> = {
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  Escape: 'Esc',
  Enter: 'Enter',
  Backspace: 'Backspace',
  Delete: 'Delete',
  ' ': 'Space',
}
const modifiers: Record<string, string> = {
  $mod: 'CommandOrControl',
  Control: 'Control',
  Meta: 'Command',
  Alt: 'Alt',
  Shift: 'Shift',
}

/**
 * What the registry calls `$mod+k` as Electron spells it. Only keys with a modifier that is not Shift alone, and no
 * sequences (`g t`): macOS would take a plain letter away from whoever types.
 */
export function acceleratorOf(keys: string | undefined): string | undefined {
  if (keys === undefined || /\s/.test(keys.trim()) || keys.includes('[')) return undefined
  const parts = keys.split('+')
  const key = parts.pop() ?? ''
  const held = parts.map((part) => modifiers[part])
  if (held.includes(undefined) || !held.some((part) => part !== 'Shift')) return undefined
  const name = named[key] ?? (/^[a-z\d]$/i.test(key) ? key.toUpperCase() : /^F\d{1,2}$/.test(key) ? key : undefined)
  return name && [...held, name].join('+')
}
