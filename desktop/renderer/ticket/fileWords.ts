import { maxAttachmentBytes } from '../../../api/contract/attachment.ts'
import { Refused } from '../../../api/contract/errors.ts'
import { sentenceOf } from '../connection/sentenceOf.ts'

/** "840 B", "2.4 MB": of 1,024, as the limit counts. */
export function sizeWords(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} kB`
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`
}

const typeWords: [RegExp, string][] = [
  [/^image\//, 'picture'],
  [/^video\//, 'video'],
  [/^audio\//, 'recording'],
  [/pdf$/, 'PDF'],
  [/^text\//, 'text'],
  [/(zip|tar|gzip|7z|rar)/, 'archive'],
]

export function fileTypeWords(contentType: string): string {
  return typeWords.find(([type]) => type.test(contentType))?.[1] ?? 'file'
}

/** Why a file need not be sent at all; undefined where it may be. */
export function uploadProblem({ size }: { size: number }): string | undefined {
  if (size === 0) return 'The file is empty.'
  if (size <= maxAttachmentBytes) return undefined
  return `The file is too large: ${sizeWords(size)}, and at most ${maxAttachmentBytes / 1024 / 1024} MB can be attached.`
}

/** Why a file was not attached, in plain words. */
export function uploadRefusalWords(error: unknown): string {
  if (!(error instanceof Refused)) return sentenceOf(error)
  const { contentType } = error.details
  if (error.code === 'too_large') return 'The file is too large: at most 25 MB can be attached.'
  if (error.code !== 'unsupported_type' || typeof contentType !== 'string') return error.message
  if (error.message.startsWith('Programs')) return 'Programs cannot be attached.'
  const found =
    contentType === 'application/octet-stream' ? 'something else' : `${fileTypeWords(contentType)} (${contentType})`
  return `The name promises another kind of file than is in it: ${found}. Give it its right name, or choose the right file.`
}

/** The browser can show it safely: as a picture, in which no script runs. */
export function isPicture(contentType: string): boolean {
  return /^image\/(png|jpe?g|gif|webp|avif|bmp)$/.test(contentType)
}
