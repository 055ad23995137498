import { type Reporter, type TestModule } from 'vitest/node'

/** Names every test that passed only on its second try: each is a race in the test or in the product, still to be found. */
export class FlakyReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        if (!test.diagnostic()?.flaky) continue
        const { errors = [] } = test.result()
        const reasons = errors.map(({ message }) => `\n  ${message}`).join('')
        process.stderr.write(
          `FLAKY, passed on the second try: ${module.relativeModuleId} > ${test.fullName}${reasons}\n`,
        )
      }
    }
  }
}
