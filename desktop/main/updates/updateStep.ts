/**
 * Where an update stands. `resting`: none is known. `ready`: it lies on this machine, checked, and waits for the moment
 * to be installed: when the app is quit, when somebody says so, or when nobody is there.
 */
export type UpdateState =
  | { is: 'resting'; failures: number }
  | { is: 'looking'; failures: number }
  | { is: 'fetching'; version: string; failures: number }
  | { is: 'ready'; version: string }
  | { is: 'installing'; version: string }

export type UpdateEvent =
  /** Its time has come, or somebody asked. */
  | { type: 'look' }
  | { type: 'nothing' }
  | { type: 'found'; version: string; isBad: boolean }
  | { type: 'fetched' }
  | { type: 'failed' }
  /** Somebody wants it now. */
  | { type: 'install' }
  /** Nobody is there, as far as this machine can tell. */
  | { type: 'quiet' }

export type UpdateEffect =
  | { do: 'look' }
  | { do: 'fetch' }
  /** Looks again after this time, ms. */
  | { do: 'wait'; ms: number }
  /** Says in windows, tray and menu that it is there. */
  | { do: 'announce'; version: string }
  | { do: 'install'; version: string }

const minute = 60_000
/** Between two looks where all is well. */
export const usualPause = 4 * 60 * minute
/** After the first look that failed; doubled with each further one, up to a day. */
const firstPause = 15 * minute
const longestPause = 24 * 60 * minute

export const firstState: UpdateState = { is: 'resting', failures: 0 }

/** What happens next. An event that does not fit where the update stands changes nothing. */
export function updateStep(state: UpdateState, event: UpdateEvent): [UpdateState, UpdateEffect[]] {
  if (state.is === 'resting' && event.type === 'look') return [{ ...state, is: 'looking' }, [{ do: 'look' }]]
  if (state.is === 'looking') {
    if (event.type === 'found' && !event.isBad) return [{ ...state, is: 'fetching', version: event.version }, fetchIt]
    if (event.type === 'nothing' || event.type === 'found') return rest(0)
    if (event.type === 'failed') return rest(state.failures + 1)
  }
  if (state.is === 'fetching') {
    const { version } = state
    if (event.type === 'fetched') return [{ is: 'ready', version }, [{ do: 'announce', version }]]
    if (event.type === 'failed') return rest(state.failures + 1)
  }
  if (state.is === 'ready' && (event.type === 'install' || event.type === 'quiet')) {
    const { version } = state
    return [{ is: 'installing', version }, [{ do: 'install', version }]]
  }
  // It stays on disk: the next moment is as good as this one.
  if (state.is === 'installing' && event.type === 'failed') return [{ is: 'ready', version: state.version }, []]
  return [state, []]
}

const fetchIt: UpdateEffect[] = [{ do: 'fetch' }]

function rest(failures: number): [UpdateState, UpdateEffect[]] {
  return [{ is: 'resting', failures }, [{ do: 'wait', ms: pauseAfter(failures) }]]
}

function pauseAfter(failures: number): number {
  return failures === 0 ? usualPause : Math.min(longestPause, firstPause * 2 ** Math.min(failures - 1, 10))
}
