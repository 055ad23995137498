/** "heating, Plumbing,heating" as a list: each once, in their order, no longer than the contract takes them. */
export function skillsIn(text: string): string[] {
  const words = text.split(/[,;\n]/).map((word) => word.trim().slice(0, 64))
  return [...new Set(words.filter((word) => word !== ''))].slice(0, 50)
}
