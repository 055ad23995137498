import { fromOklch, type Rgb } from './colour.ts'

/** The opaque colours of tokens.css by theme, with var() and calc() worked out. */
export function readTokens(css: string): Record<'dark' | 'light', Map<string, Rgb>> {
  const plain = css.replaceAll(/\/\*[\s\S]*?\*\//g, '')
  const blocks = [...plain.matchAll(/([^{}]+)\{([^{}]*)\}/g)].map(([, selector = '', body = '']) => ({
    selector: selector.trim(),
    declarations: declarationsOf(body),
  }))
  const of = (theme: string): Map<string, Rgb> => {
    const texts = new Map<string, string>()
    for (const { selector, declarations } of blocks) {
      if (selector === `:root[data-theme='${theme}']` || selector === ':root[data-theme]') {
        for (const [name, value] of declarations) texts.set(name, value)
      }
    }
    const colours = new Map<string, Rgb>()
    for (const [name] of texts) {
      const colour = toColour(resolve(name, texts))
      if (colour) colours.set(name, colour)
    }
    return colours
  }
  return { dark: of('dark'), light: of('light') }
}

function declarationsOf(body: string): [string, string][] {
  return body.split(';').flatMap((line): [string, string][] => {
    const [name, ...value] = line.split(':')
    return name?.trim().startsWith('--') ? [[name.trim(), value.join(':').trim()]] : []
  })
}

function resolve(name: string, texts: ReadonlyMap<string, string>): string {
  const text = texts.get(name) ?? ''
  return text.replaceAll(/var\((--[\w-]+)\)/g, (_, inner: string) => resolve(inner, texts))
}

/** Undefined for what is no colour, or one that lets others through. */
function toColour(text: string): Rgb | undefined {
  const worked = text.replaceAll(/calc\(([\d.]+) ([+-]) ([\d.]+)\)/g, (_, a: string, sign: string, b: string) =>
    String(sign === '-' ? Number(a) - Number(b) : Number(a) + Number(b)),
  )
  const [, l, c, h] = /^oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)$/.exec(worked) ?? []
  return l === undefined ? undefined : fromOklch(Number(l), Number(c), Number(h))
}
