/** The address of a technician's own page. */
export function technicianPath(id: string): string {
  return `/technician/${id}`
}
