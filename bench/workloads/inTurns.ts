import { mediansOf } from '../measure/statistics.ts'
import { type Contestant } from '../Stage.ts'

/**
 * Rounds of all systems in turns, each beginning in its turn, so that what drifts on this machine drifts for all.
 * @returns for each system of each figure its median over the rounds
 */
export async function inTurns<Figures extends Record<string, number>>(
  contestants: () => readonly Contestant[],
  rounds: number,
  run: (contestant: Contestant) => Promise<Figures>,
): Promise<Figures[]> {
  const figures: Figures[][] = []
  for (let round = 0; round < rounds; round++) {
    const all = contestants()
    const first = round % all.length
    for (const contestant of [...all.slice(first), ...all.slice(0, first)]) {
      const own = (figures[all.indexOf(contestant)] ??= [])
      own.push(await run(contestant))
    }
  }
  return figures.map(mediansOf)
}
