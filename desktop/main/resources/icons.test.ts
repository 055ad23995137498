import { readFileSync } from 'node:fs'
import path from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { icnsTypes, icoSizes, phoneSizes, pngSizes } from './writeIcons.ts'

const read = (file: string): Buffer => readFileSync(path.join(import.meta.dirname, file))
const sideOf = async (picture: Buffer) => (await sharp(picture).metadata()).width

test('the ICO has a picture of each size that Windows asks for', async () => {
  const ico = read('icon.ico')
  const sizes = Array.from({ length: ico.readUInt16LE(4) }, (_, index) => {
    const [length, offset] = [ico.readUInt32LE(6 + 16 * index + 8), ico.readUInt32LE(6 + 16 * index + 12)]
    return sideOf(ico.subarray(offset, offset + length))
  })
  expect(await Promise.all(sizes)).toEqual(icoSizes)
})

test('the ICNS has a picture of each size that macOS asks for', async () => {
  const icns = read('icon.icns')
  expect([icns.toString('latin1', 0, 4), icns.readUInt32BE(4)]).toEqual(['icns', icns.length])
  const found: Record<string, number | undefined> = {}
  for (let at = 8; at < icns.length; at += icns.readUInt32BE(at + 4))
    found[icns.toString('latin1', at, at + 4)] = await sideOf(icns.subarray(at + 8, at + icns.readUInt32BE(at + 4)))
  expect(found).toEqual(icnsTypes)
})

test.each(pngSizes)('the PNG of %d pixels has them', async (size) => {
  expect(await sideOf(read(`icons/${size}x${size}.png`))).toBe(size)
})

test.each(phoneSizes)('the icon for home screens of %d pixels has them', async (size) => {
  expect(await sideOf(read(`../../renderer/public/icon-${size}.png`))).toBe(size)
})
