import { expect, test } from 'vitest'
import { autostartEntry } from './autostartEntry.ts'

test('the command stands as it is where nothing in it means something', () => {
  expect(autostartEntry(['/opt/Signalbox/signalbox', '--hidden'])).toContain(
    '\nExec=/opt/Signalbox/signalbox --hidden\n',
  )
})

test('spaces, quotes, dollars and percent signs of a path are a path, and never something to be run', () => {
  const exec = /^Exec=(.*)$/m.exec(autostartEntry(['/home/a b/$(x) "100%`.AppImage']))?.[1]
  expect(exec).toBe('"/home/a b/\\\\$(x) \\\\"100%%\\\\`.AppImage"')
})

test('a path with a line break cannot add lines of its own', () => {
  expect(autostartEntry(['/tmp/a\nHidden=true']).split('\n')).toHaveLength(6)
})
