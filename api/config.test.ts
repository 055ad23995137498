import { expect, test } from 'vitest'
import { readConfig } from './config.ts'

test('without any variable the defaults are those of the contract', () => {
  expect(readConfig({})).toMatchObject({
    dataDir: `${process.cwd()}/.data`,
    host: '127.0.0.1',
    httpPort: 8480,
    mqttPort: 1883,
    tls: undefined,
    databaseUrl: undefined,
    logLevel: 'info',
    changeLogDays: 30,
  })
})

test('0 picks a free port, and off turns MQTT over TCP off', () => {
  expect(readConfig({ SIGNALBOX_HTTP_PORT: '0', SIGNALBOX_MQTT_PORT: 'off' })).toMatchObject({
    httpPort: 0,
    mqttPort: undefined,
  })
})

test('proxies are trusted by address, network or name of a range, or none is', () => {
  const trusted = (value: string) => readConfig({ SIGNALBOX_TRUST_PROXY: value }).trustProxy
  expect(readConfig({}).trustProxy).toEqual(['loopback'])
  expect(trusted('off')).toBe(false)
  expect(trusted('loopback, 10.0.0.0/8,fd00::/8,192.0.2.7')).toEqual([
    'loopback',
    '10.0.0.0/8',
    'fd00::/8',
    '192.0.2.7',
  ])
  for (const wrong of ['true', '*', '10.0.0.0/33', '10.0.0/8', 'proxy.local', '0.0.0.0/0', 'loopback,']) {
    expect(() => trusted(wrong)).toThrow('SIGNALBOX_TRUST_PROXY')
  }
})

test.each([
  [
    { SIGNALBOX_HTTP_PORT: 'eighty' },
    'SIGNALBOX_HTTP_PORT="eighty": it must be a port from 0 to 65535 (0 picks a free one).',
  ],
  [
    { SIGNALBOX_MQTT_PORT: '70000' },
    'SIGNALBOX_MQTT_PORT="70000": it must be a port from 0 to 65535 (0 picks a free one).',
  ],
  [
    { SIGNALBOX_HOST: 'http://x' },
    'SIGNALBOX_HOST="http://x": it must be an address or a host name, without a port or a scheme.',
  ],
  [
    { SIGNALBOX_LOG_LEVEL: 'loud' },
    'SIGNALBOX_LOG_LEVEL="loud": it must be one of fatal, error, warn, info, debug, trace, silent.',
  ],
  [
    { SIGNALBOX_PUBLIC_URL: 'dispatch' },
    'SIGNALBOX_PUBLIC_URL="dispatch": it must be an address such as https://dispatch.example.org.',
  ],
  [{ SIGNALBOX_CHANGE_LOG_DAYS: '0' }, 'SIGNALBOX_CHANGE_LOG_DAYS="0": it must be a number of days from 1 to 3650.'],
  [
    { SIGNALBOX_TLS_CERT: '/nowhere/cert.pem' },
    'SIGNALBOX_TLS_CERT and SIGNALBOX_TLS_KEY belong together: set both or neither.',
  ],
  [
    { SIGNALBOX_ADMIN_EMAIL: 'a@b.co' },
    'SIGNALBOX_ADMIN_EMAIL and SIGNALBOX_ADMIN_PASSWORD belong together: set both or neither.',
  ],
  [{ REDIS_URL: 'redis://cache' }, 'REDIS_URL: several nodes share one PostgreSQL, and the embedded one belongs to'],
  [
    { REDIS_URL: 'redis://cache/x', DATABASE_URL: 'postgres://db/x' },
    'REDIS_URL: behind its slash it names a database by',
  ],
  [{ REDIS_URL: 'http://cache' }, 'REDIS_URL: it must be an address such as redis://user:password@host:6379/0.'],
  [
    { SIGNALBOX_TLS_CERT: import.meta.dirname, SIGNALBOX_TLS_KEY: '/nowhere/key.pem' },
    `SIGNALBOX_TLS_CERT=${JSON.stringify(import.meta.dirname)}: it cannot be read (EISDIR).\nSIGNALBOX_TLS_KEY="/nowhere/key.pem": there is no such file.`,
  ],
  [
    { SIGNALBOX_TLS_CERT: '/nowhere/cert.pem', SIGNALBOX_TLS_KEY: import.meta.filename },
    `SIGNALBOX_TLS_CERT="/nowhere/cert.pem": there is no such file.\nSIGNALBOX_TLS_KEY=${JSON.stringify(import.meta.filename)}: it is no PEM file.`,
  ],
])('a wrong value gets one clear sentence: %o', (env, sentence) => {
  expect(() => readConfig(env)).toThrow(sentence)
})

test.each([
  [
    { DATABASE_URL: 'mysql://root:secret@x/y' },
    'DATABASE_URL: it must be an address such as postgres://user:password@host:5432/database.',
  ],
  [{ SIGNALBOX_JWT_SECRET: 'secret' }, 'SIGNALBOX_JWT_SECRET: it must be at least 32 characters long.'],
  [
    { SIGNALBOX_SMTP_URL: 'http://secret' },
    'SIGNALBOX_SMTP_URL: it must be an address such as smtp://mail.example.org:587.',
  ],
])('what may hold a secret is never printed: %o', (env, sentence) => {
  expect(() => readConfig(env)).toThrow(sentence)
  expect(() => readConfig(env)).not.toThrow('secret@')
})

test.each(['conformance/', 'test-suite/'])('%s is a sandbox', (value) => {
  expect(readConfig({ SIGNALBOX_MQTT_SANDBOX: value }).mqttSandbox).toBe(value)
})

test.each(['conformance', '/', '#/', '$SYS/', 'a/b/', 'tickets/', 'feed/', 'system/', 'tech/'])(
  '%s is no sandbox, and is refused at start',
  (value) => {
    expect(() => readConfig({ SIGNALBOX_MQTT_SANDBOX: value })).toThrow('SIGNALBOX_MQTT_SANDBOX')
  },
)

test.each([{ SIGNALBOX_MQTT_SANDBOX: 'conformance/' }, { SIGNALBOX_PUSH_SANDBOX: 'http://127.0.0.1:9999' }])(
  'there is no sandbox in production: %o',
  (env) => {
    expect(() => readConfig({ ...env, NODE_ENV: 'production' })).toThrow('production')
  },
)

test('a push service for tests is on this machine, and only its origin counts', () => {
  expect(readConfig({}).pushSandbox).toBeUndefined()
  expect(readConfig({ SIGNALBOX_PUSH_SANDBOX: 'http://127.0.0.1:9999/x' }).pushSandbox).toBe('http://127.0.0.1:9999')
  for (const value of ['https://127.0.0.1:9999', 'http://10.0.0.1:9999', 'http://127.0.0.1.example.org', 'x']) {
    expect(() => readConfig({ SIGNALBOX_PUSH_SANDBOX: value })).toThrow('SIGNALBOX_PUSH_SANDBOX')
  }
})

test('single sign-on is off without a provider, and each wrong value is one sentence', () => {
  const issuer = { SIGNALBOX_OIDC_ISSUER: 'https://login.example.org', SIGNALBOX_OIDC_CLIENT_ID: 'signalbox' }
  expect(readConfig({}).singleSignOn).toBeUndefined()
  expect(readConfig(issuer).singleSignOn).toMatchObject({ name: 'login.example.org', newUserRole: undefined })
  expect(readConfig({ ...issuer, SIGNALBOX_OIDC_NEW_USERS: 'technician' }).singleSignOn).toMatchObject({
    newUserRole: 'technician',
  })
  const wrong = (env: Record<string, string>) => () => readConfig({ ...issuer, ...env })
  expect(wrong({ SIGNALBOX_OIDC_ISSUER: '' })).toThrow('belong together: set both or neither.')
  expect(wrong({ SIGNALBOX_OIDC_ISSUER: 'http://login.example.org' })).toThrow(
    'https address (http on this machine only)',
  )
  expect(wrong({ SIGNALBOX_OIDC_NEW_USERS: 'admin' })).toThrow(
    'SIGNALBOX_OIDC_NEW_USERS="admin": it must be refused, dispatcher or technician.',
  )
  expect(() => readConfig({ SIGNALBOX_OIDC_CLIENT_SECRET: 'never shown' })).toThrow(
    /^SIGNALBOX_OIDC_CLIENT_SECRET: it needs SIGNALBOX_OIDC_ISSUER and SIGNALBOX_OIDC_CLIENT_ID beside it\.$/,
  )
})
