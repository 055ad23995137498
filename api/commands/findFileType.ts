import { fileTypeFromFile } from 'file-type'
import { open } from 'node:fs/promises'
import { Refused } from '../contract/errors.ts'

/** Programs. Nobody attaches one to a ticket in good faith. */
const programs = new Set([
  'application/x-msdownload',
  'application/x-elf',
  'application/x-mach-binary',
  'application/x-msi',
  'application/x-deb',
  'application/x-rpm',
  'application/x-apple-diskimage',
  'application/java-vm',
  'application/wasm',
])

/** What a name or a sender claims, by the first part of a type or by the ending of a name. */
const claims: Record<string, RegExp> = {
  image: /\.(png|jpe?g|gif|webp|heic|avif|bmp|tiff?)$/i,
  video: /\.(mp4|mov|webm|mkv)$/i,
  audio: /\.(mp3|wav|m4a|ogg)$/i,
  'application/pdf': /\.pdf$/i,
}

/**
 * The type of a file from its bytes; neither the name nor the sender's word counts, but a picture that is none is refused.
 * @throws {Refused} unsupported_type
 */
export async function findFileType(file: string, claimed: { name: string; type: string }): Promise<string> {
  const found =
    (await fileTypeFromFile(file))?.mime ?? ((await isText(file)) ? 'text/plain' : 'application/octet-stream')
  if (programs.has(found)) {
    throw new Refused('unsupported_type', `Programs cannot be attached (${found}).`, { contentType: found })
  }
  const lie = Object.entries(claims).find(
    ([kind, ending]) => (ending.test(claimed.name) || claimed.type.startsWith(kind)) && !found.startsWith(kind),
  )
  // Sound in a container that can hold pictures too is found as video, and the other way round.
  if (lie && !(/^(audio|video)/.test(found) && /^(audio|video)$/.test(lie[0]))) {
    throw new Refused('unsupported_type', `By its name this is ${lie[0]}, but its bytes are ${found}.`, {
      contentType: found,
    })
  }
  return found
}

/** The first 64 KiB are UTF-8 without control characters that no text has. */
async function isText(file: string): Promise<boolean> {
  const handle = await open(file)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(65_536), 0, 65_536, 0)
    const text = new TextDecoder('utf-8', { fatal: true }).decode(buffer.subarray(0, bytesRead), { stream: true })
    // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
    return !/[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/.test(text)
  } catch {
    return false
  } finally {
    await handle.close()
  }
}
