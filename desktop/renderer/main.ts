import '@fontsource-variable/inter/wght.css'
import '@fontsource-variable/jetbrains-mono/wght.css'
import './style/tokens.css'
import './style/base.css'
import './style/glyphs.css'
import './style/print.css'
import { createPinia } from 'pinia'
import { createApp, watch } from 'vue'
import { entityTypes } from '../../api/contract/change.ts'
import { createBrowserHost } from '../host/browserHost.ts'
import { createElectronHost } from '../host/electronHost.ts'
import App from './App.vue'
import { useCommands } from './commands/useCommands.ts'
import { SyncLink } from './connection/SyncLink.ts'
import { hostKey, linkKey } from './connection/useLink.ts'
import { watchNetwork } from './connection/watchNetwork.ts'
import { useScreenLatency } from './diagnostics/useScreenLatency.ts'
import { useFrame } from './frame/useViewHead.ts'
import { useActivity } from './operations/useActivity.ts'
import { useNotifications } from './notifications/useNotifications.ts'
import { followPush } from './notifications/usePush.ts'
import { usePresence } from './presence/usePresence.ts'
import { usePreferences } from './preferences/usePreferences.ts'
import { useReplica } from './replica/useReplica.ts'
import { useStatus } from './replica/useStatus.ts'
import { printOnWhite } from './print/printPage.ts'
import { createConsoleRouter, fetchViews } from './router.ts'
import { useTicketList } from './tickets/useTicketList.ts'

const host = createElectronHost() ?? createBrowserHost()
const app = createApp(App)
const router = createConsoleRouter({
  isLive: () => useStatus().status.phase === 'live',
  onUnfetched: (path) => {
    useFrame().unfetched = path === undefined ? undefined : { what: 'view', again: () => void router.push(path) }
  },
})
const link = new SyncLink({
  host,
  events: {
    onStatus: (status) => useStatus().set(status),
    onRows: (batch) => {
      useReplica().apply(batch)
      useScreenLatency().painting(batch.committedAt ?? [])
    },
    onCommands: (states) => useCommands().apply(states),
    onNotifications: (state) => useNotifications().apply(state),
    onNews: (news) => useNotifications().show(news),
    onPresence: (people) => usePresence().apply(people),
    onLost: (problem) => useStatus().setLost(problem),
  },
  after: (ms, run) => {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
})

app.use(createPinia())
app.use(router)
app.provide(linkKey, link)
app.provide(hostKey, host)
app.runWithContext(() => {
  usePreferences()
  useNotifications()
  // Before the first batch: it is built row by row as they come.
  useTicketList()
  useActivity()
  followPush(router)
})
link.start()
printOnWhite()
watchNetwork(link)
app.mount('#app')
// Once what is looked at is there: files that nobody has asked for must not hold it up.
watch(
  () => useReplica().loaded.size === entityTypes.length && useStatus().status.phase === 'live',
  (isCalm) => {
    if (isCalm) void fetchViews(router)
  },
)
