import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../../../../', import.meta.url)).replace(/[/\\]$/, '')
export const docs = join(root, 'apps', 'docs')

/** A text file of the workspace. */
export interface TextFile {
  /** Relative to the workspace, POSIX separators. */
  readonly label: string
  readonly path: string
  readonly text: string
}

/** The pages of the site. */
export function pages(): TextFile[] {
  return readdirSync(docs)
    .filter((name) => name.endsWith('.md'))
    .map((name) => read(join(docs, name)))
}

/** What the site does not hold and is read all the same. */
export function readmes(): TextFile[] {
  const folders = ['apps', 'packages'].flatMap((room) =>
    readdirSync(join(root, room)).map((name) => join(root, room, name)),
  )
  return [root, ...folders]
    .map((folder) => join(folder, 'README.md'))
    .filter((path) => existsSync(path))
    .map(read)
}

/** The READMEs that users read: the workspace's and those of packages that are published. */
export function publicReadmes(): TextFile[] {
  return readmes().filter(({ path }) => {
    const folder = dirname(path)
    if (folder === root) return true
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { private?: boolean }
    return manifest.private !== true
  })
}

/** The TypeScript sources of every package and of the CLI. */
export function sources(): TextFile[] {
  const packages = readdirSync(join(root, 'packages')).map((name) => join(root, 'packages', name, 'src'))
  return [...packages, join(root, 'apps', 'cli', 'src')]
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)))
    .filter((path) => path.endsWith('.ts'))
    .map(read)
}

function read(path: string): TextFile {
  return { label: relative(root, path).split(sep).join('/'), path, text: readFileSync(path, 'utf8') }
}
