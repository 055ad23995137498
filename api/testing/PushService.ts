import { createDecipheriv, createECDH, hkdfSync, randomBytes, type ECDH } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { decodeProtectedHeader, importJWK, jwtVerify, type JWTPayload } from 'jose'
import { type PushMessage, type PushSubscription } from '../contract/push.ts'

/** What came for a device, opened with the device's keys, and who said so. */
export interface Received {
  message: PushMessage
  headers: IncomingMessage['headers']
  /** The bytes of the body, as they went over the wire. */
  size: number
  token: JWTPayload
}

/** A browser on some device, as the server knows it: an address of its own and keys that nobody else has. */
export interface TestDevice {
  subscription: PushSubscription
  received: Received[]
}

/** A push service on this machine: takes messages over HTTP, checks who sent them, and opens them as the device would. */
export class PushService implements AsyncDisposable {
  readonly #server: Server
  readonly #devices = new Map<string, TestDevice & { pair: ECDH; auth: Buffer }>()
  /** Every request, in the order in which they came. */
  readonly requests: string[] = []
  /** What it answers to a device; 201 where nothing is said. */
  readonly answers = new Map<string, { status: number; headers?: Record<string, string> }>()
  /** Of the server's key; messages of others are answered 403. */
  publicKey = ''
  /** Called when a message has come, before it is answered. */
  onMessage: (received: Received) => void | Promise<void> = () => {}

  private constructor(server: Server) {
    this.#server = server
  }

  static async start(): Promise<PushService> {
    const server = createServer()
    const service = new PushService(server)
    server.on('request', (request, response) => {
      void service.#answer(request).then(
        ({ status, headers = {} }) => response.writeHead(status, headers).end('x'.repeat(1000)),
        (error: unknown) => response.writeHead(400).end(String(error)),
      )
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return service
  }

  get origin(): string {
    const address = this.#server.address()
    if (address === null || typeof address === 'string') throw new Error('the push service does not listen')
    return `http://127.0.0.1:${address.port}`
  }

  newDevice(name: string): TestDevice {
    const pair = createECDH('prime256v1')
    const p256dh = pair.generateKeys('base64url')
    const auth = randomBytes(16)
    const subscription = { endpoint: `${this.origin}/${name}`, keys: { p256dh, auth: auth.toString('base64url') } }
    const device = { subscription, received: [], pair, auth }
    this.#devices.set(`/${name}`, device)
    return device
  }

  async #answer(request: IncomingMessage): Promise<{ status: number; headers?: Record<string, string> }> {
    const path = request.url ?? ''
    this.requests.push(path)
    const device = this.#devices.get(path)
    const body = await buffer(request)
    if (!device) return { status: 404 }
    const token = await this.#checkSender(request.headers.authorization ?? '')
    const text = open(body, device.pair, device.auth)
    const received = { message: JSON.parse(text) as PushMessage, headers: request.headers, size: body.length, token }
    const answer = this.answers.get(path) ?? { status: 201 }
    if (answer.status < 300) device.received.push(received)
    await this.onMessage(received)
    return answer
  }

  /** RFC 8292: `vapid t=<JWT>, k=<public key>`, signed by that key, for this origin. */
  async #checkSender(authorization: string): Promise<JWTPayload> {
    const [, token = '', key = ''] = /^vapid t=([\w.-]+), ?k=([\w-]+)$/.exec(authorization) ?? []
    if (key !== this.publicKey) throw new Error(`signed by another key: ${key}`)
    const point = Buffer.from(key, 'base64url')
    const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((half) => half.toString('base64url'))
    const jwk = await importJWK({ kty: 'EC', crv: 'P-256', x: x ?? '', y: y ?? '' }, 'ES256')
    if (decodeProtectedHeader(token).alg !== 'ES256') throw new Error('not signed as it should be')
    return (await jwtVerify(token, jwk, { audience: this.origin })).payload
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise<void>((resolve) => this.#server.close(() => resolve()))
  }
}

/** RFC 8188 and 8291, written anew: what encrypts is a library, so what opens it here must not be the same one. */
function open(body: Buffer, pair: ECDH, auth: Buffer): string {
  const salt = body.subarray(0, 16)
  const keyLength = body.readUInt8(20)
  const senderKey = body.subarray(21, 21 + keyLength)
  const sealed = body.subarray(21 + keyLength)
  const hkdf = (secret: Buffer, from: Buffer, info: Buffer, length: number) =>
    Buffer.from(hkdfSync('sha256', secret, from, info, length))
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), pair.getPublicKey(), senderKey])
  const secret = hkdf(pair.computeSecret(senderKey), auth, info, 32)
  const key = hkdf(secret, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16)
  const nonce = hkdf(secret, salt, Buffer.from('Content-Encoding: nonce\0'), 12)
  const cipher = createDecipheriv('aes-128-gcm', key, nonce)
  cipher.setAuthTag(sealed.subarray(-16))
  const plain = Buffer.concat([cipher.update(sealed.subarray(0, -16)), cipher.final()])
  // One record: it ends with 2, and zeros where it was padded.
  const end = plain.lastIndexOf(2)
  return plain.subarray(0, end).toString('utf8')
}
