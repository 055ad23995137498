/** How one kind of value that JSON does not have is written: its tag, how to know it, and both ways. */
export interface Special {
  /** Gives a token for what only the caller knows how to pass (a function, a promise); undefined for everything else. */
  write?: (value: unknown) => unknown
  read?: (token: unknown) => unknown
}

export interface Codec {
  encode(value: unknown, special?: Special): string
  decode(text: string, special?: Special): unknown
}

/**
 * Structured clone as a text, the same in every world: Node and pages. The function holds all that it needs, because its
 * source is what pages are given. What the engine refuses to clone is refused first, by the engine.
 */
export function createCodec(): Codec {
  const views = [Uint8Array, Int8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array]
  const floats = [Float32Array, Float64Array, BigInt64Array, BigUint64Array]
  const viewOf = (name: unknown) => [...views, ...floats].find((each) => each.name === name)
  const isPlain = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

  function bytesOut(bytes: Uint8Array): string {
    let text = ''
    for (let start = 0; start < bytes.length; start += 0x8000) {
      text += String.fromCharCode(...bytes.subarray(start, start + 0x8000))
    }
    return btoa(text)
  }

  function bytesIn(text: unknown): Uint8Array<ArrayBuffer> {
    return Uint8Array.from(atob(String(text)), (each) => each.charCodeAt(0))
  }

  function out(value: unknown, special: Special | undefined, above: readonly unknown[]): unknown {
    const token = special?.write?.(value)
    if (token !== undefined) return { $: 'special', v: token }
    if (value === undefined) return { $: 'undefined' }
    if (typeof value === 'bigint') return { $: 'bigint', v: String(value) }
    if (typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0))) {
      return { $: 'number', v: Object.is(value, -0) ? '-0' : String(value) }
    }
    if (typeof value === 'function' || typeof value === 'symbol') {
      throw new DOMException(`${String(value)} could not be cloned.`, 'DataCloneError')
    }
    if (typeof value !== 'object' || value === null) return value
    if (above.includes(value)) throw new Error('the stand-in does not clone what holds itself')
    const within = [...above, value]
    const each = (inner: unknown) => out(inner, special, within)
    if (Array.isArray(value)) return value.map(each)
    if (value instanceof Date) return { $: 'Date', v: value.getTime() }
    if (value instanceof RegExp) return { $: 'RegExp', v: [value.source, value.flags] }
    if (value instanceof Map) return { $: 'Map', v: [...value].map((pair) => pair.map(each)) }
    if (value instanceof Set) return { $: 'Set', v: [...value].map(each) }
    if (value instanceof Error) return { $: 'Error', v: [value.name, value.message, value.stack ?? ''] }
    if (value instanceof ArrayBuffer) return { $: 'ArrayBuffer', v: bytesOut(new Uint8Array(value)) }
    if (ArrayBuffer.isView(value)) {
      const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
      return { $: 'view', v: [Object.prototype.toString.call(value).slice(8, -1), bytesOut(bytes)] }
    }
    const entries = Object.entries(value).map(([name, inner]) => [name, each(inner)])
    // An object that has our tag as a name of its own.
    return '$' in value ? { $: 'object', v: entries } : Object.fromEntries(entries)
  }

  function back(value: unknown, special: Special | undefined): unknown {
    const each = (inner: unknown): unknown => back(inner, special)
    if (Array.isArray(value)) return value.map(each)
    if (!isPlain(value)) return value
    if (!('$' in value)) return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, each(inner)]))
    const { $: tag, v } = value
    const list: unknown[] = Array.isArray(v) ? v : []
    if (tag === 'special') return special?.read?.(v)
    if (tag === 'undefined') return undefined
    if (tag === 'bigint') return BigInt(String(v))
    if (tag === 'number') return Number(v)
    if (tag === 'Date') return new Date(Number(v))
    if (tag === 'RegExp') return new RegExp(String(list[0]), String(list[1]))
    if (tag === 'Map')
      return new Map(list.map((pair) => (Array.isArray(pair) ? [each(pair[0]), each(pair[1])] : [pair, pair])))
    if (tag === 'Set') return new Set(list.map(each))
    if (tag === 'Error') return Object.assign(new Error(String(list[1])), { name: list[0], stack: list[2] })
    if (tag === 'ArrayBuffer') return bytesIn(v).buffer
    if (tag === 'object')
      return Object.fromEntries(list.map((pair) => (Array.isArray(pair) ? [pair[0], each(pair[1])] : ['', pair])))
    const View = viewOf(list[0])
    if (!View) throw new Error(`the stand-in cannot read ${String(tag)}`)
    return new View(bytesIn(list[1]).buffer)
  }

  return {
    encode: (value, special) => {
      // The engine's own judgement first; what the caller passes in another way is judged by nobody.
      if (!special?.write) structuredClone(value)
      return JSON.stringify(out(value, special, []))
    },
    decode: (text, special) => back(JSON.parse(text), special),
  }
}
