import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import path from 'node:path'
import { readSingleSignOn, type SingleSignOnConfig } from './singleSignOnConfig.ts'
import { topicRoots } from './contract/topics.ts'
import { StartupError } from './db/StartupError.ts'

/** How the server runs, read from the environment once at start and trusted afterwards (the contract, Running it). */
export interface Config {
  dataDir: string
  host: string
  httpPort: number
  /** Undefined where MQTT over TCP is off. */
  mqttPort: number | undefined
  tls: { certFile: string; keyFile: string } | undefined
  databaseUrl: string | undefined
  /** Where several nodes share the database; undefined for one alone. */
  redisUrl: string | undefined
  publicUrl: URL | undefined
  /** Whose word on a caller's address is taken (X-Forwarded-For): names of ranges, addresses, or nobody's. */
  trustProxy: string[] | false
  admin: { email: string; password: string } | undefined
  jwtSecret: string | undefined
  /** Undefined where people sign in with a password alone. */
  singleSignOn: SingleSignOnConfig | undefined
  /** What jwtSecret was before: tokens made with it stay good. */
  formerJwtSecret: string | undefined
  /** The prefix below which protocol suites may do everything over MQTT; undefined where there is no sandbox. */
  mqttSandbox: string | undefined
  logLevel: LogLevel
  /** Where mail goes out; without it none is sent. */
  smtpUrl: URL | undefined
  /** The origin of a push service on this machine, for tests: the one address that pushes go to besides those of the internet. */
  pushSandbox: string | undefined
  /** Days that the change log reaches back. */
  changeLogDays: number
  /** Days that the audit is kept. */
  auditDays: number
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

/** Their values may hold a password, and what is printed ends up in logs. */
const secretNames = new Set([
  'DATABASE_URL',
  'REDIS_URL',
  'SIGNALBOX_JWT_SECRET',
  'SIGNALBOX_JWT_SECRET_FORMER',
  'SIGNALBOX_SMTP_URL',
])

type Environment = Readonly<Record<string, string | undefined>>

/** @throws {StartupError} with a sentence for each wrong value, all of them at once. */
export function readConfig(env: Environment): Config {
  const problems: string[] = []
  const read = <T>(name: string, parse: (value: string) => T, fallback: T): T => {
    const value = env[name]
    if (value === undefined || value === '') return fallback
    try {
      return parse(value)
    } catch (error) {
      const shown = secretNames.has(name) ? name : `${name}=${JSON.stringify(value)}`
      problems.push(`${shown}: ${error instanceof Error ? error.message : String(error)}`)
      return fallback
    }
  }
  const config: Config = {
    dataDir: path.resolve(read('SIGNALBOX_DATA_DIR', (value) => value, '.data')),
    host: read('SIGNALBOX_HOST', host, '127.0.0.1'),
    httpPort: read('SIGNALBOX_HTTP_PORT', port, 8480),
    mqttPort: read('SIGNALBOX_MQTT_PORT', (value) => (value === 'off' ? undefined : port(value)), 1883),
    tls: tlsFiles(env, problems),
    databaseUrl: read('DATABASE_URL', postgresUrl, undefined),
    redisUrl: read('REDIS_URL', (value) => redisUrl(value, env), undefined),
    publicUrl: read('SIGNALBOX_PUBLIC_URL', httpUrl, undefined),
    trustProxy: read('SIGNALBOX_TRUST_PROXY', proxies, ['loopback']),
    admin: firstAdmin(env, problems),
    singleSignOn: readSingleSignOn(env, problems),
    jwtSecret: read('SIGNALBOX_JWT_SECRET', secret, undefined),
    formerJwtSecret: read('SIGNALBOX_JWT_SECRET_FORMER', secret, undefined),
    mqttSandbox: read('SIGNALBOX_MQTT_SANDBOX', (value) => sandboxPrefix(value, env), undefined),
    logLevel: read('SIGNALBOX_LOG_LEVEL', logLevel, 'info'),
    smtpUrl: read('SIGNALBOX_SMTP_URL', smtpUrl, undefined),
    pushSandbox: read('SIGNALBOX_PUSH_SANDBOX', (value) => pushSandbox(value, env), undefined),
    changeLogDays: read('SIGNALBOX_CHANGE_LOG_DAYS', days, 30),
    auditDays: read('SIGNALBOX_AUDIT_DAYS', days, 365),
  }
  if (problems.length > 0) throw new StartupError(problems.join('\n'))
  return config
}

function port(value: string): number {
  const number = Number(value)
  if (/^\d{1,5}$/.test(value) && number <= 65_535) return number
  throw new Error('it must be a port from 0 to 65535 (0 picks a free one).')
}

function host(value: string): string {
  if (/^[A-Za-z0-9.:_-]+$/.test(value)) return value
  throw new Error('it must be an address or a host name, without a port or a scheme.')
}

function url(value: string, protocols: readonly string[], example: string): URL {
  const parsed = URL.canParse(value) ? new URL(value) : undefined
  if (parsed && protocols.includes(parsed.protocol)) return parsed
  throw new Error(`it must be an address such as ${example}.`)
}

function postgresUrl(value: string): string {
  return url(value, ['postgres:', 'postgresql:'], 'postgres://user:password@host:5432/database').href
}

function redisUrl(value: string, env: Environment): string {
  const { href, pathname } = url(value, ['redis:', 'rediss:'], 'redis://user:password@host:6379/0')
  if (!/^\/?\d{0,4}$/.test(pathname)) throw new Error('behind its slash it names a database by its number, such as /0.')
  if (!env['DATABASE_URL']) {
    throw new Error('several nodes share one PostgreSQL, and the embedded one belongs to one server: set DATABASE_URL.')
  }
  return href
}

function httpUrl(value: string): URL {
  return url(value, ['http:', 'https:'], 'https://dispatch.example.org')
}

/** As proxy-addr names them: this machine, and the private networks of IPv4 and IPv6. */
const proxyRanges = new Set(['loopback', 'linklocal', 'uniquelocal'])

function proxies(value: string): string[] | false {
  if (value === 'off') return false
  const given = value.split(',').map((each) => each.trim())
  if (given.every((each) => proxyRanges.has(each) || isNetwork(each))) return given
  throw new Error('it must be off, or a list of addresses, networks (10.0.0.0/8), loopback, linklocal and uniquelocal.')
}

function isNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/')
  const version = isIP(address)
  if (version === 0 || more.length > 0) return false
  return (
    bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= (version === 4 ? 32 : 128))
  )
}

function smtpUrl(value: string): URL {
  return url(value, ['smtp:', 'smtps:'], 'smtp://mail.example.org:587')
}

function secret(value: string): string {
  if (value.length >= 32) return value
  throw new Error('it must be at least 32 characters long.')
}

/** What it is to begin with must be nobody's topic: those of the product are fixed words. */
function sandboxPrefix(value: string, env: Environment): string {
  if (env['NODE_ENV'] === 'production') throw new Error('there is no sandbox in production.')
  const isOurs = topicRoots.has(value.slice(0, -1))
  if (/^[a-z][a-z0-9-]{2,40}\/$/.test(value) && !isOurs) return value
  throw new Error('it must be one word with a slash, such as conformance/, and none of the topics of Signalbox.')
}

function pushSandbox(value: string, env: Environment): string {
  if (env['NODE_ENV'] === 'production') throw new Error('there is no sandbox in production.')
  const { protocol, hostname, origin } = url(value, ['http:'], 'http://127.0.0.1:9999')
  if (protocol === 'http:' && hostname === '127.0.0.1') return origin
  throw new Error('it must be an address of this machine such as http://127.0.0.1:9999.')
}

function logLevel(value: string): LogLevel {
  const found = logLevels.find((level) => level === value)
  if (found) return found
  throw new Error(`it must be one of ${logLevels.join(', ')}.`)
}

function days(value: string): number {
  const number = Number(value)
  if (Number.isInteger(number) && number >= 1 && number <= 3_650) return number
  throw new Error('it must be a number of days from 1 to 3650.')
}

function tlsFiles(env: Environment, problems: string[]): Config['tls'] {
  const certFile = env['SIGNALBOX_TLS_CERT']
  const keyFile = env['SIGNALBOX_TLS_KEY']
  if (!certFile && !keyFile) return undefined
  if (!certFile || !keyFile) {
    problems.push('SIGNALBOX_TLS_CERT and SIGNALBOX_TLS_KEY belong together: set both or neither.')
    return undefined
  }
  for (const [name, file] of [
    ['SIGNALBOX_TLS_CERT', certFile],
    ['SIGNALBOX_TLS_KEY', keyFile],
  ] as const) {
    const problem = pemProblem(file)
    if (problem !== undefined) problems.push(`${name}=${JSON.stringify(file)}: ${problem}`)
  }
  return { certFile, keyFile }
}

function pemProblem(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').includes('-----BEGIN ') ? undefined : 'it is no PEM file.'
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    return code === 'ENOENT' ? 'there is no such file.' : `it cannot be read (${code}).`
  }
}

function firstAdmin(env: Environment, problems: string[]): Config['admin'] {
  const email = env['SIGNALBOX_ADMIN_EMAIL']
  const password = env['SIGNALBOX_ADMIN_PASSWORD']
  if (!email && !password) return undefined
  if (!email || !password) {
    problems.push('SIGNALBOX_ADMIN_EMAIL and SIGNALBOX_ADMIN_PASSWORD belong together: set both or neither.')
    return undefined
  }
  if (!/^[^@\s]+@[^@\s]+$/.test(email))
    problems.push(`SIGNALBOX_ADMIN_EMAIL=${JSON.stringify(email)}: it is no e-mail address.`)
  if (password.length < 8) problems.push('SIGNALBOX_ADMIN_PASSWORD: it must be at least 8 characters long.')
  return { email, password }
}
