/** Runs the law over every file: prints each forbidden import and exits 1 where there is one. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import ts from 'typescript'
import { law, type Module } from './law.ts'

const configFiles = /^[^/]+\.(config|setup)\.ts$/
const testFile = /\.(test|bench)\.ts$|\/testing\//

function sourceFiles(): string[] {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.ts', '*.mts', '*.vue'], {
    encoding: 'utf8',
  })
  return listed.split('\n').filter((file) => file && !configFiles.test(file))
}

function within(file: string, modulePath: string): boolean {
  return file === modulePath || file.startsWith(`${modulePath}/`)
}

function moduleOf(file: string): Module | undefined {
  return law.filter((each) => within(file, each.path)).toSorted((a, b) => b.path.length - a.path.length)[0]
}

function importsOf(file: string): string[] {
  let text = readFileSync(file, 'utf8')
  if (file.endsWith('.vue')) text = [...text.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map((m) => m[1]).join('\n')
  const urls = [...text.matchAll(/new URL\(\s*['"](\.[^'"]+\.ts)['"]/g)].map((match) => match[1] ?? '')
  return [...ts.preProcessFile(text, true, true).importedFiles.map((each) => each.fileName), ...urls]
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
  if (targetModule === module || module.imports.includes('*')) return undefined
  // A module may be allowed to know a single file of another, as the broker knows the topics.
  const allowed = module.imports.some((each) => each === targetModule?.path || target === each)
  return allowed ? undefined : `${file}: ${module.path} may not import ${target}`
}

function check(): string[] {
  const problems: string[] = []
  for (const file of sourceFiles()) {
    const module = moduleOf(file)
    if (!module) problems.push(`${file}: belongs to no module of .ci/law.ts`)
    else if (!testFile.test(file)) {
      for (const specifier of importsOf(file)) {
        const problem = violation(file, module, specifier)
        if (problem) problems.push(problem)
      }
    }
  }
  return problems
}

const problems = check()
for (const problem of problems) process.stderr.write(`${problem}\n`)
process.stdout.write(
  problems.length === 0 ? 'layers: every import is allowed\n' : `layers: ${problems.length} forbidden\n`,
)
process.exitCode = problems.length === 0 ? 0 : 1
