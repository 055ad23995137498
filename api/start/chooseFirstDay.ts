import { type FirstDay } from './readStartOptions.ts'

const question = `This is a first start. It can begin with a demo day (60 real tickets of New York City and made-up people,
played live, sign-ins good from this machine only) or with an empty system and one admin.
Demo day or empty? [demo/empty, Enter takes the demo] `

/**
 * What a first start begins with: what the flag says, else what the person at the terminal says, else the demo day.
 * @param ask undefined where there is no terminal; resolves with undefined where it was closed
 */
export async function chooseFirstDay(
  flag: FirstDay | undefined,
  ask: ((question: string) => Promise<string | undefined>) | undefined,
): Promise<FirstDay> {
  if (flag !== undefined || !ask) return flag ?? 'demo'
  for (let text = question; ; text = 'Please answer demo or empty: ') {
    const answer = (await ask(text))?.trim().toLowerCase()
    if (!answer || 'demo'.startsWith(answer)) return 'demo'
    if ('empty'.startsWith(answer)) return 'empty'
  }
}
