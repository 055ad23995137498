import { type Severity } from '../../../api/contract/notification.ts'

interface Note {
  /** Hertz. */
  pitch: number
  /** Seconds after the beginning, and how long. */
  at: number
  length: number
}

/** One short figure for each severity, and one for alarms, made here: no file to load, and told apart also by those who hear few pitches. */
export type SoundName = Severity | 'alarm'

const figures: Record<SoundName, { wave: OscillatorType; notes: readonly Note[] }> = {
  info: { wave: 'sine', notes: [{ pitch: 880, at: 0, length: 0.16 }] },
  success: {
    wave: 'sine',
    notes: [
      { pitch: 660, at: 0, length: 0.12 },
      { pitch: 990, at: 0.11, length: 0.2 },
    ],
  },
  warning: {
    wave: 'triangle',
    notes: [
      { pitch: 523, at: 0, length: 0.14 },
      { pitch: 523, at: 0.2, length: 0.14 },
    ],
  },
  error: {
    wave: 'triangle',
    notes: [
      { pitch: 784, at: 0, length: 0.14 },
      { pitch: 622, at: 0.17, length: 0.14 },
      { pitch: 466, at: 0.34, length: 0.3 },
    ],
  },
  alarm: {
    wave: 'square',
    notes: [0, 0.24, 0.48].flatMap((at) => [
      { pitch: 988, at, length: 0.11 },
      { pitch: 740, at: at + 0.12, length: 0.11 },
    ]),
  },
}

let context: AudioContext | undefined

/** Silent where the browser does not allow it yet: nobody has touched the page. */
export async function playSound(name: SoundName, volume: number): Promise<void> {
  if (volume <= 0) return
  context ??= new AudioContext()
  if (context.state === 'suspended') await context.resume()
  const { wave, notes } = figures[name]
  for (const note of notes) playNote(context, wave, note, volume)
}

function playNote(audio: AudioContext, wave: OscillatorType, { pitch, at, length }: Note, volume: number): void {
  const begin = audio.currentTime + at
  const oscillator = new OscillatorNode(audio, { type: wave, frequency: pitch })
  const gain = new GainNode(audio, { gain: 0 })
  // A gain that jumps is heard as a click.
  gain.gain.setValueAtTime(0, begin)
  gain.gain.linearRampToValueAtTime(volume * 0.4, begin + 0.015)
  gain.gain.exponentialRampToValueAtTime(0.0001, begin + length)
  oscillator.connect(gain).connect(audio.destination)
  oscillator.start(begin)
  oscillator.stop(begin + length + 0.02)
}
