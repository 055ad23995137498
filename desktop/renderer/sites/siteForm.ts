import { type Command } from '../../link/messages.ts'

/** What is typed into the form of a new site. */
export const emptySiteForm = { name: '', address: '', contact: '', timeZone: '', notes: '' }
export type SiteForm = typeof emptySiteForm

export type SiteFormProblems = Partial<Record<'name' | 'address', string>>

export function siteFormProblems(form: SiteForm): SiteFormProblems {
  const problems: SiteFormProblems = {}
  if (form.name.trim() === '') problems.name = 'Say what the place is called.'
  if (form.address.trim() === '') problems.address = 'Say where it is.'
  return problems
}

export function createSiteOf(form: SiteForm, id: string, zone: string): Extract<Command, { name: 'site.create' }> {
  const text = (name: 'contact' | 'notes') => (form[name].trim() === '' ? {} : { [name]: form[name].trim() })
  return {
    name: 'site.create',
    input: {
      id,
      name: form.name.trim(),
      address: form.address.trim(),
      timeZone: form.timeZone || zone,
      ...text('contact'),
      ...text('notes'),
    },
  }
}
