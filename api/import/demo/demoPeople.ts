import { type Role } from '../../contract/user.ts'

export interface DemoPerson {
  email: string
  name: string
  role: Role
  /** Of a technician. */
  skills?: readonly Skill[]
  phone?: string
  /** Of a technician: without, at work like everyone. */
  today?: 'on standby' | 'on a break' | 'off shift' | 'out of service'
}

export type Skill = 'heating' | 'plumbing' | 'electrical' | 'building' | 'streets'

/** The same for all of them, and only good from this machine. */
export const demoPassword = 'signalbox-demo'

/** Everyone of the demo day; no such people exist. The numbers are of the range that is kept free for fiction. */
export const demoPeople: readonly DemoPerson[] = [
  { email: 'admin@demo.local', name: 'Ada Lindqvist', role: 'admin' },
  { email: 'manager@demo.local', name: 'Marcus Webb', role: 'manager' },
  { email: 'dispatcher@demo.local', name: 'Dana Okafor', role: 'dispatcher' },
  { email: 'ines@demo.local', name: 'Inês Moreau', role: 'dispatcher' },
  { email: 'kofi@demo.local', name: 'Kofi Brandt', role: 'dispatcher' },
  technician('technician@demo.local', 'Tim Ruiz', ['heating', 'plumbing'], 1),
  technician('aisha@demo.local', 'Aisha Bello', ['heating'], 2),
  technician('piotr@demo.local', 'Piotr Zieliński', ['plumbing'], 3),
  technician('grace@demo.local', 'Grace Nakamura', ['plumbing', 'heating'], 4),
  technician('omar@demo.local', 'Omar Haddad', ['electrical'], 5),
  technician('lena@demo.local', 'Lena Fischer', ['electrical', 'building'], 6),
  { ...technician('desmond@demo.local', 'Desmond Clarke', ['building'], 7), today: 'on a break' },
  technician('priya@demo.local', 'Priya Raman', ['building', 'electrical'], 8),
  technician('joaquin@demo.local', 'Joaquín Ibarra', ['streets'], 9),
  { ...technician('niamh@demo.local', 'Niamh Doyle', ['streets', 'building'], 10), today: 'on standby' },
  { ...technician('viktor@demo.local', 'Viktor Petrov', ['heating', 'building'], 11), today: 'out of service' },
  { ...technician('mei-ling@demo.local', 'Mei-Ling Chow', ['plumbing', 'streets'], 12), today: 'off shift' },
]

function technician(email: string, name: string, skills: readonly Skill[], number: number): DemoPerson {
  return { email, name, role: 'technician', skills, phone: `+1 212 555 01${String(number).padStart(2, '0')}` }
}

/** Whether a technician is at work today, busy or not. */
export function isOnShift(person: DemoPerson): boolean {
  return person.role === 'technician' && person.today !== 'off shift' && person.today !== 'out of service'
}

/** What a type of work asks for; what is not here is work on a building. */
const skillsByType: ReadonlyMap<string, Skill> = new Map([
  ['HEAT/HOT WATER', 'heating'],
  ['PLUMBING', 'plumbing'],
  ['WATER LEAK', 'plumbing'],
  ['Sewer', 'plumbing'],
  ['Water System', 'plumbing'],
  ['ELECTRIC', 'electrical'],
  ['APPLIANCE', 'electrical'],
  ['SAFETY', 'electrical'],
  ['Street Light Condition', 'electrical'],
  ['Traffic Signal Condition', 'electrical'],
  ['Street Condition', 'streets'],
  ['Sidewalk Condition', 'streets'],
  ['Curb Condition', 'streets'],
  ['Damaged Tree', 'streets'],
  ['Street Sign - Missing', 'streets'],
  ['Illegal Dumping', 'streets'],
])

export function skillFor(type: string): Skill {
  return skillsByType.get(type) ?? 'building'
}
