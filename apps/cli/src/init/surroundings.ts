import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'

/** Whether the project is written in TypeScript, as far as its files tell. */
export async function prefersTypeScript(root: string): Promise<boolean> {
  if (existsSync(join(root, 'tsconfig.json'))) return true
  const { dependencies = {}, devDependencies = {} } = await packageJson(root)
  return 'typescript' in { ...dependencies, ...devDependencies }
}

/** What to type after `init`, in the order in which to type it. */
export async function nextCommands(root: string, dialect: string): Promise<string[]> {
  const require = createRequire(join(root, 'package.json'))
  const wanted = ['lithify', dialect.includes('/') ? dialect : `@lithify/dialect-${dialect}`]
  const absent = wanted.filter((name) => !isInstalled(require, name))
  const install = absent.length === 0 ? [] : [`${adder(root)} ${absent.join(' ')}`]
  return [...install, 'lithify new create_users --empty', 'lithify run']
}

function isInstalled(require: NodeJS.Require, name: string): boolean {
  try {
    require.resolve(name)
    return true
  } catch {
    return false
  }
}

/** The project's own package manager, by its lockfile. */
function adder(root: string): string {
  if (existsSync(join(root, 'pnpm-lock.yaml'))) return 'pnpm add'
  if (existsSync(join(root, 'yarn.lock'))) return 'yarn add'
  if (existsSync(join(root, 'bun.lock')) || existsSync(join(root, 'bun.lockb'))) return 'bun add'
  return 'npm install'
}

interface PackageJson {
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
}

/** A package.json that is missing or broken tells nothing, and `init` is not the one to complain about it. */
async function packageJson(root: string): Promise<PackageJson> {
  try {
    return JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as PackageJson
  } catch {
    return {}
  }
}
