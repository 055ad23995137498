/** As freedesktop.org's autostart and desktop entry specifications have it. */
export function autostartEntry(command: readonly string[]): string {
  const quoted = command.map((part) => (/^[\w@+=:,./-]+$/.test(part) ? part : quote(part)))
  return `[Desktop Entry]\nType=Application\nName=Signalbox\nExec=${quoted.join(' ')}\nX-GNOME-Autostart-enabled=true\n`
}

function quote(part: string): string {
  // A line break would begin a line of its own.
  const escaped = part.replaceAll(/\p{Cc}/gu, '').replaceAll(/["`$\\]/g, (sign) => `\\${sign}`)
  return `"${escaped}"`.replaceAll('\\', '\\\\').replaceAll('%', '%%')
}
