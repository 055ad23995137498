import sharp from 'sharp'
import { type Skill } from './demoPeople.ts'

export interface DemoFile {
  name: string
  bytes: Buffer
}

const hues: Readonly<Record<Skill, number>> = {
  heating: 18,
  plumbing: 205,
  electrical: 48,
  building: 150,
  streets: 265,
}

/** A drawing in place of a photo: a gauge, a pipe and a scale, in the colours of the trade. No text, so no font is needed. */
export async function demoPicture(skill: Skill, reading: number): Promise<DemoFile> {
  const hue = hues[skill]
  const angle = -120 + reading * 240
  const ticks = Array.from({ length: 25 }, (_, index) => {
    const turn = -120 + index * 10
    return `<rect x="478" y="140" width="4" height="${index % 5 === 0 ? 34 : 18}" fill="#333" transform="rotate(${turn} 480 360)"/>`
  }).join('')
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="960" height="720">
    <rect width="960" height="720" fill="hsl(${hue} 18% 72%)"/>
    <rect y="560" width="960" height="90" fill="hsl(${hue} 35% 38%)"/>
    <rect x="440" y="480" width="80" height="100" fill="hsl(${hue} 30% 45%)"/>
    <circle cx="480" cy="360" r="240" fill="#f4f2ec" stroke="hsl(${hue} 25% 30%)" stroke-width="18"/>
    ${ticks}
    <rect x="475" y="180" width="10" height="200" fill="#b3261e" transform="rotate(${angle} 480 360)"/>
    <circle cx="480" cy="360" r="20" fill="#333"/>
  </svg>`
  return { name: `${skill}-gauge.png`, bytes: await sharp(Buffer.from(svg)).png({ palette: true }).toBuffer() }
}

/** One page with a few lines, as small as a PDF can be. */
export function demoReport(lines: readonly string[]): DemoFile {
  const text = lines
    .map((line) => `(${line.replaceAll(/[^\x20-\x7e]/g, '?').replaceAll(/[\\()]/g, '\\$&')}) '`)
    .join('\n')
  const content = `BT /F1 12 Tf 16 TL 60 760 Td\n${text}\nET`
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ]
  let pdf = '%PDF-1.4\n'
  const offsets = objects.map((object, index) => {
    const offset = pdf.length
    pdf += `${index + 1} 0 obj\n${object}\nendobj\n`
    return String(offset).padStart(10, '0')
  })
  const table = offsets.map((offset) => `${offset} 00000 n \n`).join('')
  const trailer = `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${pdf.length}\n%%EOF\n`
  return {
    name: 'work-report.pdf',
    bytes: Buffer.from(`${pdf}xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}${trailer}`, 'latin1'),
  }
}
