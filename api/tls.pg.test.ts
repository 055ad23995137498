import { execFileSync } from 'node:child_process'
import { copyFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { connect } from 'node:tls'
import mqtt from 'mqtt'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase } from './db/testing/testDatabase.ts'
import { startServer } from './testing/startServer.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'signalbox-tls-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const file = (name: string) => path.join(folder, name)

function makeCertificate(name: string): void {
  const subject = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost']
  const out = ['-keyout', file(`${name}.key`), '-out', file(`${name}.pem`)]
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...subject, ...out], {
    stdio: 'ignore',
  })
}

/** The name on the certificate that a new connection is greeted with. */
function nameAt(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
      resolve(String(socket.getPeerCertificate().subject.CN))
      socket.destroy()
    })
    socket.on('error', reject)
  })
}

test(
  'HTTPS, WSS and MQTTS by certificate files; a renewal reaches new connections, and half of one nobody',
  { timeout: 60_000 },
  async () => {
    makeCertificate('first')
    makeCertificate('second')
    copyFileSync(file('first.pem'), file('live.pem'))
    copyFileSync(file('first.key'), file('live.key'))
    await using database = await testDatabase()
    // The test's own client trusts it for this test alone.
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0'
    await using server = await startServer({
      DATABASE_URL: database.url,
      SIGNALBOX_TLS_CERT: file('live.pem'),
      SIGNALBOX_TLS_KEY: file('live.key'),
    })
    expect(server.http).toMatch(/^https:/)
    expect(server.mqtt).toMatch(/^mqtts:/)
    expect(server.ws).toMatch(/^wss:/)
    const options = {
      protocolVersion: 4 as const,
      username: 'x',
      password: server.admin.session.accessToken,
      rejectUnauthorized: false,
    }
    for (const url of [server.mqtt, server.ws]) {
      const client = await mqtt.connectAsync(url, { ...options, reconnectPeriod: 0 })
      await client.endAsync()
    }
    const ports = [server.http, server.mqtt].map((url) => Number(new URL(url).port))
    expect(await Promise.all(ports.map(nameAt))).toEqual(['first', 'first'])
    copyFileSync(file('second.pem'), file('live.pem'))
    // There is no event for "has looked and left it alone" but the log.
    while (!server.errors().includes('no pair')) await new Promise((resolve) => setTimeout(resolve, 50))
    expect(await Promise.all(ports.map(nameAt))).toEqual(['first', 'first'])
    copyFileSync(file('second.key'), file('live.key'))
    let names: string[] = []
    while (names.some((name) => name !== 'second') || names.length === 0) names = await Promise.all(ports.map(nameAt))
    delete process.env['NODE_TLS_REJECT_UNAUTHORIZED']
  },
)
