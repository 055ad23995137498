/** The address of a technician's lane on the board. */
export function lanePath(technicianId: string): string {
  return `/board?lane=${technicianId}`
}
