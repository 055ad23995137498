/** One figure of each system, ours first. */
export interface Line {
  what: string
  values: readonly number[]
  as: (value: number) => string
}

/** A line for one figure of what `inTurns` gives. */
export function lineOf<Figures extends Record<string, number>>(
  what: string,
  figures: readonly Figures[],
  name: keyof Figures,
  as: Line['as'],
): Line {
  return { what, values: figures.map((each) => each[name] ?? NaN), as }
}

export function milliseconds(value: number): string {
  if (value >= 10_000) return `${(value / 1000).toFixed(1)} s`
  return `${value < 10 ? value.toFixed(1) : Math.round(value).toLocaleString('en')} ms`
}

export function seconds(value: number): string {
  return `${value.toFixed(2)} s`
}

export function bytes(value: number): string {
  if (value >= 1_000_000) return `${(value / 1_000_000).toFixed(2)} MB`
  return value >= 10_000 ? `${(value / 1000).toFixed(0)} kB` : `${Math.round(value).toLocaleString('en')} B`
}

/** A figure of another system, and how many times ours it is. */
function compared(line: Line, value: number): string {
  const times = value / (line.values[0] ?? NaN)
  return `${line.as(value)} (${times.toFixed(times < 10 ? 1 : 0)}x)`
}

/** The lines as a Markdown table. */
export function markdownTable(names: readonly string[], lines: readonly Line[]): string {
  const rows = lines.map((line) => {
    const [ours = NaN, ...others] = line.values
    return [line.what, line.as(ours), ...others.map((value) => compared(line, value))]
  })
  const header = [
    ['', ...names],
    ['---', ...names.map(() => '---:')],
  ]
  return [...header, ...rows].map((cells) => `| ${cells.join(' | ')} |\n`).join('')
}
