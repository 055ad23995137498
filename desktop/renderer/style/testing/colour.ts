/** Linear sRGB, 0 to 1. */
export type Rgb = readonly [number, number, number]
export type Oklab = readonly [number, number, number]

type Matrix = readonly [Rgb, Rgb, Rgb]

function times(matrix: Matrix, [x, y, z]: Rgb): Rgb {
  const row = ([a, b, c]: Rgb): number => a * x + b * y + c * z
  return [row(matrix[0]), row(matrix[1]), row(matrix[2])]
}

/** OKLab (Björn Ottosson, 2020). */
const toLms: Matrix = [
  [0.4122214708, 0.5363325363, 0.0514459929],
  [0.2119034982, 0.6806995451, 0.1073969566],
  [0.0883024619, 0.2817188376, 0.6299787005],
]
const lmsToLab: Matrix = [
  [0.2104542553, 0.793617785, -0.0040720468],
  [1.9779984951, -2.428592205, 0.4505937099],
  [0.0259040371, 0.7827717662, -0.808675766],
]

export function fromOklch(l: number, c: number, h: number): Rgb {
  const angle = (h * Math.PI) / 180
  const [a, b] = [c * Math.cos(angle), c * Math.sin(angle)]
  const lms = [
    l + 0.3963377774 * a + 0.2158037573 * b,
    l - 0.1055613458 * a - 0.0638541728 * b,
    l - 0.0894841775 * a - 1.291485548 * b,
  ].map((each) => each ** 3)
  const [x = 0, y = 0, z = 0] = lms
  const rgb = times(
    [
      [4.0767416621, -3.3077115913, 0.2309699292],
      [-1.2684380046, 2.6097574011, -0.3413193965],
      [-0.0041960863, -0.7034186147, 1.707614701],
    ],
    [x, y, z],
  )
  return clip(rgb)
}

function clip([r, g, b]: Rgb): Rgb {
  const one = (value: number): number => Math.min(1, Math.max(0, value))
  return [one(r), one(g), one(b)]
}

function toOklab(rgb: Rgb): Oklab {
  const [l, m, s] = times(toLms, rgb)
  return times(lmsToLab, [Math.cbrt(l), Math.cbrt(m), Math.cbrt(s)])
}

/** Distance in OKLab; 0.02 can just be told apart. */
export function difference(a: Rgb, b: Rgb): number {
  const [x, y] = [toOklab(a), toOklab(b)]
  return Math.hypot(x[0] - y[0], x[1] - y[1], x[2] - y[2])
}

/** WCAG 2.2, relative luminance and contrast ratio. */
function luminance([r, g, b]: Rgb): number {
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

export function contrast(a: Rgb, b: Rgb): number {
  const [light, dark] = [luminance(a), luminance(b)].toSorted((x, y) => y - x)
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05)
}

/** What people without one kind of cone see (Viénot, Brettel and Mollon, 1999; tritanopia after Brettel, one plane). */
export const colourBlindnesses: Record<string, (rgb: Rgb) => Rgb> = {
  none: (rgb) => rgb,
  protanopia: (rgb) =>
    clip(
      times(
        [
          [0.11238, 0.88762, 0],
          [0.11238, 0.88762, 0],
          [0.00401, -0.00401, 1],
        ],
        rgb,
      ),
    ),
  deuteranopia: (rgb) =>
    clip(
      times(
        [
          [0.29275, 0.70725, 0],
          [0.29275, 0.70725, 0],
          [-0.02234, 0.02234, 1],
        ],
        rgb,
      ),
    ),
  tritanopia: (rgb) =>
    clip(
      times(
        [
          [1, 0.1446, -0.1446],
          [0, 0.8592, 0.1408],
          [0, 0.8592, 0.1408],
        ],
        rgb,
      ),
    ),
}
