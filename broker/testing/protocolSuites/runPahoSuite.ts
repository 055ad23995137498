import { execFile } from 'node:child_process'
import path from 'node:path'
import { freePort } from './freePort.ts'
import { type Engine, engines, startSuiteBroker } from './suiteBrokers.ts'

/**
 * Runs the interoperability tests for MQTT 3.1.1 of Eclipse Paho against our sandbox and against a bare aedes:
 *
 *     node broker/testing/protocolSuites/runPahoSuite.ts PATH_OF_THEIR_FOLDER_interoperability
 *
 * All of them one after the other against one broker, as they are meant to. Their own way to start takes no port, so it is
 * started for them; what is called a test by name but not as unittest wants it (the will) is run as well.
 */
const [folder] = process.argv.slice(2)
if (folder === undefined) throw new Error('Give the path of the folder interoperability of paho.mqtt.testing.')

/** What the suite takes for a filter that nobody may have: out of the sandbox there is no other. */
const apart = ['test/nosubscribe']

const starter = `
import os, runpy, sys, unittest
script, port = sys.argv[1:]

class Result(unittest.TextTestResult):
  def stopTest(self, test):
    super().stopTest(test)
    bad = [each for each, _ in self.failures + self.errors]
    print('OUTCOME', test.id().split('.')[-1], 'fails' if test in bad else 'passes', flush=True)

def main():
  case = sys.modules['__main__'].Test
  names = [name for name, value in vars(case).items() if 'test' in name.lower() and callable(value)]
  unittest.TextTestRunner(resultclass=Result).run(unittest.TestSuite(case(name) for name in names))

unittest.main = main
sys.path.insert(0, os.path.dirname(script))
sys.argv = [script, '--port=' + port]
runpy.run_path(script, run_name='__main__')
`

async function outcomesOn(engine: Engine): Promise<Map<string, string>> {
  const port = await freePort()
  const broker = await startSuiteBroker(engine, port, apart)
  try {
    const said = await python(['-c', starter, path.join(folder ?? '', 'client_test.py'), String(port)])
    const lines = said.matchAll(/^OUTCOME (\S+) (\S+)$/gm)
    const outcomes = new Map(Array.from(lines, ([, name = '', outcome = '']) => [name, outcome]))
    if (outcomes.size === 0 || [...outcomes.values()].includes('fails')) process.stderr.write(`${engine}:\n${said}\n`)
    return outcomes
  } finally {
    await broker.close()
  }
}

function python(args: string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile('python3', args, { timeout: 180_000, killSignal: 'SIGKILL' }, (_error, stdout, stderr) =>
      resolve(`${stdout}\n${stderr}`),
    )
  })
}

const say = (line: string): void => void process.stdout.write(`${line}\n`)

const outcomes = new Map<Engine, Map<string, string>>()
for (const engine of engines) outcomes.set(engine, await outcomesOn(engine))
const names = new Set([...outcomes.values()].flatMap((each) => [...each.keys()]))
say(`| test | ${engines.join(' | ')} |\n| --- | --- | --- |`)
for (const name of [...names].toSorted()) {
  say(`| ${name} | ${engines.map((engine) => outcomes.get(engine)?.get(name) ?? 'not reached').join(' | ')} |`)
}
