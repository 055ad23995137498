import { defineStore } from 'pinia'
import { readKept } from '../forms/readKept.ts'
import { useKeptForm } from '../forms/useKeptForm.ts'
import { emptySiteForm } from './siteForm.ts'

/** The form of a new site. */
export const useSiteComposer = defineStore('siteComposer', () =>
  useKeptForm('newSite', emptySiteForm, (stored) => readKept(stored, emptySiteForm)),
)
