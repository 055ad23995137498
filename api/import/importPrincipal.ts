import { systemPrincipal } from '../contract/principal.ts'

/**
 * The author of everything an import brings: no id, and this name. What notifies people can tell by it that nobody is
 * to be notified.
 */
export const importPrincipal = systemPrincipal('Import')
