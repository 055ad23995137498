/** Runs the law over every file: prints each forbidden import and exits 1 where there is one. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import ts from 'typescript'
import { law, type Module } from './law.ts'

const configFiles = /^[^/]+\.(config|setup)\.ts$/
const testFile = /\.(test|bench)\.ts$|\/testing\//

function sourceFiles(): string[] {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.ts', '*.mts', '*.vue'], {
    encoding: 'utf8',
  })
  return listed.split('\n').filter((file) => file && !configFiles.test(file) && existsSync(file))
}

function within(file: string, modulePath: string): boolean {
  return file === modulePath || file.startsWith(`${modulePath}/`)
}

function moduleOf(file: string): Module | undefined {
  return law.filter((each) => within(file, each.path)).toSorted((a, b) => b.path.length - a.path.length)[0]
}

interface Imports {
  imported: string[]
  /** Named by `new URL(..., import.meta.url)`: run, not imported. */
  started: string[]
}

function importsOf(file: string): Imports {
  let text = readFileSync(file, 'utf8')
  if (file.endsWith('.vue')) text = [...text.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map((m) => m[1]).join('\n')
  const imported = ts.preProcessFile(text, true, true).importedFiles.map((each) => each.fileName)
  const started = [...text.matchAll(/new URL\(\s*['"](\.[^'"]+\.ts)['"]/g)].map((match) => match[1] ?? '')
  return { imported, started }
}

function packageName(specifier: string): string {
  const parts = specifier.split('/')
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? specifier)
}

function violation(file: string, module: Module, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) {
    const isAsset = specifier.startsWith('~icons/') || specifier.startsWith('virtual:')
    const allowed = module.packages?.includes(packageName(specifier)) ?? true
    return allowed || isAsset ? undefined : `${file}: ${module.path} may not import the package ${specifier}`
  }
  const target = path.normalize(path.join(path.dirname(file), specifier))
  if (target.startsWith('..')) return `${file}: imports outside the project: ${specifier}`
  const targetModule = moduleOf(target)
  if (targetModule?.path === module.path || module.imports.includes('*')) return undefined
  // A module may be allowed to know a single file of another, as the broker knows the topics.
  const allowed = module.imports.some((each) => each === targetModule?.path || target === each)
  return allowed ? undefined : `${file}: ${module.path} may not import ${target}`
}

function check(): string[] {
  const problems: (string | undefined)[] = []
  for (const file of sourceFiles()) {
    // Tests may import anything.
    if (testFile.test(file)) continue
    const module = moduleOf(file)
    if (!module) {
      problems.push(`${file}: belongs to no module of .ci/law.ts`)
      continue
    }
    const { imported, started } = importsOf(file)
    for (const specifier of imported) problems.push(violation(file, module, specifier))
    const starter = { ...module, imports: [...module.imports, ...(module.starts ?? [])] }
    for (const specifier of started) problems.push(violation(file, starter, specifier))
  }
  return problems.filter((problem) => problem !== undefined)
}

const problems = check()
for (const problem of problems) process.stderr.write(`${problem}\n`)
process.stdout.write(
  problems.length === 0 ? 'layers: every import is allowed\n' : `layers: ${problems.length} forbidden\n`,
)
process.exitCode = problems.length === 0 ? 0 : 1
