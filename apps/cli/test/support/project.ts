import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { start, type Answer, type StartOptions } from './lithify.ts'

const packages = fileURLToPath(new URL('../../../../', import.meta.url))

export const config = `import { defineConfig } from 'lithify'
export default defineConfig({ connections: { primary: { dialect: 'sqlite', url: 'sqlite:app.db' } } })
`

export interface ProjectOptions {
  readonly files?: Readonly<Record<string, string>>
  /** What the folder is called. */
  readonly name?: string
  /** Which of the packages the project has installed. */
  readonly installed?: readonly ('lithify' | '@lithify/core' | '@lithify/dialect-sqlite')[]
}

/** A project in a temporary folder, on the real file system, that is gone after the test. */
export interface TestProject {
  readonly root: string
  path(...parts: string[]): string
  exists(path: string): boolean
  read(path: string): Promise<string>
  write(files: Readonly<Record<string, string>>): Promise<void>
  /** Runs the built CLI there to its end. */
  lithify(args: string, options?: StartOptions): Promise<Answer>
  /** The same with arguments that have spaces in them. */
  lithifyWith(args: readonly string[], options?: StartOptions): Promise<Answer>
}

export async function project(options: ProjectOptions = {}): Promise<TestProject> {
  const { files = { 'lithify.config.mjs': config }, name = 'project' } = options
  const { installed = ['lithify', '@lithify/core', '@lithify/dialect-sqlite'] } = options
  const temporary = await mkdtemp(join(await realpath(tmpdir()), 'lithify-cli-'))
  onTestFinished(() => rm(temporary, { recursive: true, force: true, maxRetries: 3 }))
  const root = join(temporary, name)
  const path = (...parts: string[]): string => join(root, ...parts)
  const write = async (more: Readonly<Record<string, string>>): Promise<void> => {
    for (const [file, text] of Object.entries(more)) {
      await mkdir(dirname(path(file)), { recursive: true })
      await writeFile(path(file), text)
    }
  }
  await mkdir(root, { recursive: true })
  await install(root, installed)
  await write(files)
  return {
    root,
    path,
    write,
    exists: (file) => existsSync(path(file)),
    read: (file) => readFile(path(file), 'utf8'),
    lithify: (args, startOptions) =>
      start(
        args.split(' ').filter((word) => word !== ''),
        { cwd: root, ...startOptions },
      ).answer,
    lithifyWith: (args, startOptions) => start(args, { cwd: root, ...startOptions }).answer,
  }
}

const folders = {
  lithify: 'apps/cli',
  '@lithify/core': 'packages/core',
  '@lithify/dialect-sqlite': 'packages/dialect-sqlite',
} as const

async function install(root: string, installed: readonly (keyof typeof folders)[]): Promise<void> {
  for (const name of installed) {
    const link = join(root, 'node_modules', name)
    await mkdir(dirname(link), { recursive: true })
    await symlink(join(packages, folders[name]), link, 'junction')
  }
}
