import axe from 'axe-core'
import { type Page } from 'playwright-core'

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** What axe finds in a part of the page that keeps people out (WCAG 2.2, A and AA). */
export async function serious(page: Page, part = 'html'): Promise<string[]> {
  // Not a script tag: the content security policy would stop it, as it should.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source)
  // What is fading in has the contrast of the moment.
  await page.evaluate(() => Promise.allSettled(document.getAnimations().map(({ finished }) => finished)))
  const { violations } = await page.evaluate<axe.AxeResults>(
    `axe.run(${JSON.stringify(part)}, { runOnly: ${JSON.stringify(rules)} })`,
  )
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary ?? ''}`),
    )
}
