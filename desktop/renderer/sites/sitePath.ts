/** The address of a site's own page. */
export function sitePath(id: string): string {
  return `/site/${id}`
}
