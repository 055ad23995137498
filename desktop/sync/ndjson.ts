/** The lines of a text that arrives in pieces; what follows the last line break counts as a line where it is not empty. */
export async function* linesOf(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = ''
  for await (const chunk of chunks) {
    const text = rest + chunk
    let start = 0
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
      if (end > start) yield text.slice(start, end)
      start = end + 1
    }
    rest = text.slice(start)
  }
  if (rest.length > 0) yield rest
}
