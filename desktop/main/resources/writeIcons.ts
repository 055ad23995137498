/** `node desktop/main/resources/writeIcons.ts`: the app's icons for each system, from one drawing. */
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import sharp from 'sharp'

const folder = import.meta.dirname
const drawing = path.join(folder, '../../renderer/public/icon.svg')

/** Sizes that Windows asks for, in one ICO of PNGs. */
export const icoSizes = [16, 24, 32, 48, 64, 128, 256]
/** What macOS calls each size, in one ICNS of PNGs. */
export const icnsTypes: Record<string, number> = {
  icp4: 16,
  icp5: 32,
  icp6: 64,
  ic07: 128,
  ic08: 256,
  ic09: 512,
  ic10: 1024,
}
/** Linux takes a file for each. */
export const pngSizes = [16, 32, 48, 64, 128, 256, 512]

/** Phones' home screens: iOS takes the first, the manifest names the others. */
export const phoneSizes = [180, 192, 512]

function png(size: number): Promise<Buffer> {
  return sharp(drawing, { density: (72 * size) / 32 })
    .resize(size, size)
    .png({ compressionLevel: 9, palette: true })
    .toBuffer()
}

/** ICONDIR, an ICONDIRENTRY for each picture, then the pictures. */
async function ico(): Promise<Buffer> {
  const pictures = await Promise.all(icoSizes.map(png))
  const head = Buffer.alloc(6 + 16 * pictures.length)
  head.writeUInt16LE(1, 2)
  head.writeUInt16LE(pictures.length, 4)
  let offset = head.length
  pictures.forEach((picture, index) => {
    const size = icoSizes[index] ?? 0
    const at = 6 + 16 * index
    // 0 stands for 256.
    head.set([size % 256, size % 256, 0, 0, 1, 0, 32, 0], at)
    head.writeUInt32LE(picture.length, at + 8)
    head.writeUInt32LE(offset, at + 12)
    offset += picture.length
  })
  return Buffer.concat([head, ...pictures])
}

/** `icns` and the length of all, then each picture after its type and length. */
async function icns(): Promise<Buffer> {
  const parts = await Promise.all(
    Object.entries(icnsTypes).map(async ([type, size]) => {
      const picture = await png(size)
      return Buffer.concat([headOf(type, picture.length), picture])
    }),
  )
  const body = Buffer.concat(parts)
  return Buffer.concat([headOf('icns', body.length), body])
}

function headOf(name: string, length: number): Buffer {
  const head = Buffer.alloc(8)
  head.write(name, 'latin1')
  head.writeUInt32BE(length + 8, 4)
  return head
}

if (import.meta.main) {
  const icons = path.join(folder, 'icons')
  mkdirSync(icons, { recursive: true })
  writeFileSync(path.join(folder, 'icon.ico'), await ico())
  writeFileSync(path.join(folder, 'icon.icns'), await icns())
  for (const size of pngSizes) writeFileSync(path.join(icons, `${size}x${size}.png`), await png(size))
  for (const size of phoneSizes) writeFileSync(path.join(path.dirname(drawing), `icon-${size}.png`), await png(size))
}
