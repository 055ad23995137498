import { SessionWatch } from '../auth/SessionWatch.ts'
import { type Config } from '../config.ts'
import { climbAlarms } from '../jobs/climbAlarms.ts'
import { createMailer } from '../jobs/createMailer.ts'
import { mailUnseen } from '../jobs/mailUnseen.ts'
import { ReachWatch } from '../jobs/ReachWatch.ts'
import { Sweeper } from '../jobs/Sweeper.ts'
import { sweeps } from '../jobs/sweeps.ts'
import { type Accounts } from './openAccounts.ts'
import { type Pipeline } from './openPipeline.ts'
import { type Storage } from './openStorage.ts'
import { type Startup } from './Startup.ts'

/** What happens by itself: who can be reached, who may stay connected, alarms, mail, and what would grow without a bound. */
export function startJobs(startup: Startup, { db, files }: Storage, accounts: Accounts, pipeline: Pipeline): void {
  const { config, log, opened, now } = startup
  const { cluster, sessions, authentication, openRequests } = accounts
  const { broker, relay, snapshot, onNotified, lookForNotified } = pipeline
  const leads = () => relay.leads
  /** Of all nodes; undefined where this one cannot know. */
  const connected = () => {
    if (!relay.leads || cluster?.isComplete === false) return undefined
    return [...broker.connections().map(({ subject }) => subject), ...(cluster?.subjects() ?? [])]
  }

  const reach = new ReachWatch({ db, log, connected })
  opened.defer(() => reach.stop())
  const watch = new SessionWatch(authentication, { connections: broker, requests: openRequests }, log, now)
  opened.defer(() => watch.stop())
  const climb = () => climbAlarms({ db, connected, onNotified })
  // Apart from the sweeps, which wait for one another: an alarm waits for nothing, and nothing for a mail server.
  const alarms = new Sweeper([{ name: 'alarms', every: 1_000, run: climb }], log, leads)
  opened.defer(() => alarms.stop())
  if (config.smtpUrl) {
    const mailer = createMailer(config.smtpUrl)
    opened.defer(() => mailer.close())
    const send = () => mailUnseen({ db, mailer, address: consoleAddress(config) })
    const mail = new Sweeper([{ name: 'mail', every: 30_000, run: send }], log, leads)
    opened.defer(() => mail.stop())
  }

  const { changeLogDays, auditDays } = config
  const swept = sweeps({
    db,
    files,
    sessions,
    snapshot,
    changeLogDays,
    auditDays,
    onNotified,
    lookForNotified: cluster && (() => cluster.isUp || lookForNotified()),
  })
  const sweeper = new Sweeper(swept, log, leads)
  opened.defer(() => sweeper.stop())
}

/** As people reach it, for links in mails. */
function consoleAddress({ publicUrl, tls, host, httpPort }: Config): string {
  return publicUrl?.href.replace(/\/$/, '') ?? `${tls ? 'https' : 'http'}://${host}:${httpPort}`
}
