import { assignmentStates } from '../../../api/contract/assignment.ts'
import { inventoryKinds, inventoryPlaces } from '../../../api/contract/inventoryItem.ts'
import { type Collection } from '../../../api/contract/lists.ts'
import { shipmentStatuses } from '../../../api/contract/shipment.ts'
import { duties, technicianStatuses } from '../../../api/contract/technician.ts'
import { priorities, ticketStatuses } from '../../../api/contract/ticket.ts'
import { roles } from '../../../api/contract/user.ts'
import { dutyWords, priorityWords, roleWords, sentence, technicianStatusWords, ticketStatusWords } from '../ui/words.ts'

/** A filter of an exported list: the list's own, with the words for its values. */
export interface ExportFilter {
  name: string
  label: string
  values: readonly { value: string; label: string }[]
}

export interface ExportList {
  collection: Collection
  label: string
  /** What one finds in it. */
  holds: string
  filters: readonly ExportFilter[]
  /** Order, as the contract spells it. */
  sort: string
}

const words = <Value extends string>(values: readonly Value[], label: (value: Value) => string) =>
  values.map((value) => ({ value, label: label(value) }))
const yesOrNo = (yes: string, no: string) => [
  { value: 'true', label: yes },
  { value: 'false', label: no },
]

/** Every list of the system; also what is older than the working set. */
export const exportLists: readonly ExportList[] = [
  {
    collection: 'tickets',
    label: 'Tickets',
    holds: 'Each ticket with its site, assignees, states and times',
    sort: '-createdAt',
    filters: [
      { name: 'status', label: 'Status', values: words(ticketStatuses, (each) => ticketStatusWords[each]) },
      { name: 'priority', label: 'Priority', values: words(priorities, (each) => `${each} ${priorityWords[each]}`) },
      { name: 'unassigned', label: 'Assignment', values: yesOrNo('Unassigned', 'Assigned') },
    ],
  },
  { collection: 'sites', label: 'Sites', holds: 'Addresses, coordinates, contacts', sort: 'name', filters: [] },
  {
    collection: 'technicians',
    label: 'Technicians',
    holds: 'Who, their skills, duty and status',
    sort: 'name',
    filters: [
      { name: 'duty', label: 'Duty', values: words(duties, (each) => dutyWords[each]) },
      { name: 'status', label: 'Status', values: words(technicianStatuses, (each) => technicianStatusWords[each]) },
      { name: 'active', label: 'State', values: yesOrNo('Active', 'Deactivated') },
    ],
  },
  {
    collection: 'shipments',
    label: 'Shipments',
    holds: 'What is on its way, where to, and each state’s time',
    sort: '-createdAt',
    filters: [{ name: 'status', label: 'Status', values: words(shipmentStatuses, sentence) }],
  },
  {
    collection: 'inventory',
    label: 'Inventory',
    holds: 'Parts and equipment, how many, and where they are',
    sort: 'name',
    filters: [
      { name: 'kind', label: 'Kind', values: words(inventoryKinds, sentence) },
      { name: 'place', label: 'Place', values: words(inventoryPlaces, sentence) },
    ],
  },
  {
    collection: 'assignments',
    label: 'Assignments',
    holds: 'Who was sent to which ticket, and when they took each step',
    sort: '-assignedAt',
    filters: [{ name: 'state', label: 'State', values: words(assignmentStates, sentence) }],
  },
  {
    collection: 'comments',
    label: 'Comments',
    holds: 'What was said of which ticket',
    sort: '-createdAt',
    filters: [],
  },
  {
    collection: 'time-entries',
    label: 'Time entries',
    holds: 'Who worked on what, from when to when',
    sort: '-startedAt',
    filters: [
      {
        name: 'origin',
        label: 'Origin',
        values: [
          { value: 'check_in', label: 'By checking in' },
          { value: 'manual', label: 'By hand' },
        ],
      },
    ],
  },
  {
    collection: 'attachments',
    label: 'Attachments',
    holds: 'Names, sizes and addresses of files, not the files',
    sort: '-createdAt',
    filters: [],
  },
  {
    collection: 'users',
    label: 'Users',
    holds: 'Names, e-mails and roles',
    sort: 'name',
    filters: [
      { name: 'role', label: 'Role', values: words(roles, (each) => roleWords[each]) },
      { name: 'active', label: 'State', values: yesOrNo('Active', 'Deactivated') },
    ],
  },
]
