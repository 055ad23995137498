/** What people say on the demo day. `@` stands for the colleague whom it mentions. */
export const demoTalk = {
  create: [
    'Caller says it began last night; please ring the second bell.',
    'Same address as last month. The superintendent has the keys.',
    'Called back: nobody at home before noon.',
    'Photo to follow, the caller sends it by mail.',
  ],
  'en-route': [
    'On my way, about 20 minutes.',
    'Traffic on the bridge, a little later than planned.',
    'Leaving the depot now.',
  ],
  start: [
    'Found it. This takes an hour at most.',
    '@ can you look up when this was last serviced?',
    'Water is shut off for the upper floors while I work.',
    'Worse than described: I may need a second pair of hands.',
    '@ the tenant wants a call when this is done.',
  ],
  'check-out': [
    'Done and tested.',
    'Swept up, keys are back with the superintendent.',
    'Works again; filter should be changed in spring.',
  ],
  customer: '@ the customer wants to decide by tomorrow. Please call them at nine.',
  weather: 'Standing water on the road; we go on when it has drained.',
  access: '@ gate is locked and nobody answers. Do we have another contact?',
  parts: '@ the sight glass is not in stock. Ordered; see the shipment.',
  other: 'Waiting for the city to mark the gas line.',
} as const

/** What technicians say while they work, for the simulator. */
export const workingTalk = [
  'Halfway there.',
  'Took longer to find the shut-off, going on now.',
  'Old part is out, fitting the new one.',
  'Testing before I leave.',
] as const

/** What dispatchers say of what waits, for the simulator. */
export const dispatchTalk = [
  'Caller rang again and asks when somebody comes.',
  'Moved up: two more calls from the same block.',
  'Customer is at home until five.',
] as const
