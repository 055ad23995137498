const caps: Record<string, string> = {
  arrowup: '↑',
  arrowdown: '↓',
  arrowleft: '←',
  arrowright: '→',
  escape: 'Esc',
  space: 'Space',
  enter: 'Enter',
  pageup: 'Page up',
  pagedown: 'Page down',
  home: 'Home',
  end: 'End',
  shift: 'Shift',
  alt: 'Alt',
  backspace: 'Backspace',
  '([0-9])': '0–9',
}

const isApple = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform)

/** `$mod+k` as ["Ctrl", "K"], each press of a sequence apart. Spelling as in tinykeys. */
export function keyCaps(keys: string, apple = isApple): string[][] {
  return keys.split(' ').map((press) =>
    press
      .split('+')
      // A modifier that may be held or not is not worth a cap: "[Shift]+?".
      .filter((key) => !/^\[.+\]$/.test(key))
      .map((key) => {
        if (key === '$mod') return apple ? '⌘' : 'Ctrl'
        return caps[key.toLowerCase()] ?? (key.length === 1 ? key.toUpperCase() : key)
      }),
  )
}
