import { type Priority } from '../../contract/ticket.ts'

interface Rule {
  priority: Priority
  why: string
  complaints: readonly string[]
}

/** How urgent a complaint is by its type. The city gives none; these follow what each can do to people if it waits. */
const rules: readonly Rule[] = [
  {
    priority: 'P1',
    why: 'somebody may be hurt within the hour: traffic without signals, gas, fire protection, hazardous matter',
    complaints: [
      'Traffic Signal Condition',
      'Highway Condition',
      'SAFETY',
      'ELEVATOR',
      'Hazardous Materials',
      'Emergency Response Team (ERT)',
      'Illegal Fireworks',
      'Radioactive Material',
      'Carbon Monoxide',
    ],
  },
  {
    priority: 'P2',
    why: 'harm or damage grows within the day; for heat, hot water and power the housing code sets 24 hours (class C)',
    complaints: [
      'HEAT/HOT WATER',
      'Non-Residential Heat',
      'ELECTRIC',
      'Electrical',
      'WATER LEAK',
      'PLUMBING',
      'Sewer',
      'Water System',
      'Water Quality',
      'Lead',
      'Asbestos',
      'Indoor Air Quality',
      'Air Quality',
      'Street Light Condition',
      'Damaged Tree',
      'Homeless Person Assistance',
      'Animal-Abuse',
      'Drug Activity',
      'Food Poisoning',
      'Maintenance or Facility',
    ],
  },
  {
    priority: 'P4',
    why: 'nothing gets worse while it waits: over by itself, a matter of order, or a wish',
    complaints: [
      'Noise',
      'Noise - Residential',
      'Noise - Street/Sidewalk',
      'Noise - Commercial',
      'Noise - Vehicle',
      'Noise - Helicopter',
      'Noise - Park',
      'Noise - House of Worship',
      'Graffiti',
      'PAINT/PLASTER',
      'Curb Condition',
      'New Tree Request',
      'Lost Property',
      'Abandoned Bike',
      'Consumer Complaint',
      'Taxi Report',
      'Taxi Complaint',
      'For Hire Vehicle Report',
      'For Hire Vehicle Complaint',
      'Mobile Food Vendor',
      'Vendor Enforcement',
      'Smoking',
      'Drinking',
      'Disorderly Youth',
      'Bike/Roller/Skate Chronic',
      'Missed Collection',
      'Water Conservation',
    ],
  },
]

/** The rest: it should be dealt with in its turn. */
const otherwise: Priority = 'P3'

const byComplaint = new Map(
  rules.flatMap(({ priority, complaints }) => complaints.map((complaint) => [complaint.toLowerCase(), priority])),
)

export function nyc311Priority(complaint: string): Priority {
  return byComplaint.get(complaint.toLowerCase()) ?? otherwise
}
