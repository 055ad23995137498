import sharp from 'sharp'

/** The longer side, in pixels: enough for a tile on a dense screen. */
const thumbnailSize = 320
/** A picture that says it is larger than this is not opened: it would take gigabytes (a decompression bomb). */
const mostPixels = 100_000_000

export interface Picture {
  width: number
  height: number
  thumbnail: Buffer
}

/** Undefined for what is no picture that we can open; then there is simply no thumbnail. */
export async function makeThumbnail(file: string, contentType: string): Promise<Picture | undefined> {
  if (!contentType.startsWith('image/')) return undefined
  try {
    const image = sharp(file, { limitInputPixels: mostPixels, sequentialRead: true }).autoOrient()
    const { autoOrient } = await image.metadata()
    const thumbnail = await image
      .resize(thumbnailSize, thumbnailSize, { fit: 'inside', withoutEnlargement: true })
      .webp({ quality: 75 })
      .toBuffer()
    return { width: autoOrient.width, height: autoOrient.height, thumbnail }
  } catch {
    return undefined
  }
}
