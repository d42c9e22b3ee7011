import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, readFileSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { fingerprint, type DumpOptions, type DumpResult } from '@lithify/core'
import { dialect } from '../../src/index.ts'
import { split } from '../helpers.ts'
import { project, sqlFile, type Project } from '../runner/project.ts'

export const dumpPath = 'database/schema/primary-schema.sql'
export const manifestPath = 'database/schema/primary-schema.meta.json'

export const textOf = (at: Project, path = dumpPath): string => readFileSync(join(at.root, path), 'utf8')

/** A project whose one migration is a script, applied. */
export async function applied(script: string): Promise<Project> {
  const at = project({ [sqlFile('1_all')]: `-- migrate:up\n${script}` })
  const lithify = await at.open()
  await lithify.run()
  await lithify.close()
  return at
}

export async function dump(at: Project, options: DumpOptions = {}): Promise<DumpResult> {
  const lithify = await at.open()
  const result = await lithify.dump(options)
  await lithify.close()
  return result
}

/** Another checkout of the same project, whose empty database was booted from the dump. */
export async function booted(at: Project): Promise<Project> {
  const copy = project()
  cpSync(join(at.root, 'database'), join(copy.root, 'database'), { recursive: true })
  if (existsSync(join(at.root, 'lithify.lock'))) cpSync(join(at.root, 'lithify.lock'), join(copy.root, 'lithify.lock'))
  const lithify = await copy.open()
  const { bootstrap, applied: later } = await lithify.run()
  await lithify.close()
  if (bootstrap === undefined || later.length > 0) throw new Error('It was not booted from the dump.')
  return copy
}

/** Debian's client, or whatever is called so. */
export const client = spawnSync('sqlite3', ['-version']).status === 0 ? 'sqlite3' : undefined

/** What `.schema` prints, as a set of statements. */
export function schemaByClient(file: string): string[] {
  const text = execFileSync('sqlite3', ['-batch', file, '.schema'], { encoding: 'utf8' })
  return split(text)
    .map((statement) => statement.text)
    .toSorted()
}

export function loadByClient(file: string, text: string): void {
  execFileSync('sqlite3', ['-batch', '-bail', file], { input: text, stdio: ['pipe', 'pipe', 'pipe'] })
}

/** The fingerprint of a database file, bookkeeping included. */
export async function fingerprintOf(file: string): Promise<string> {
  const session = await dialect.connect({ filename: file, readOnly: true })
  try {
    const { schema } = await dialect.introspect(session, {})
    return fingerprint(schema, dialect)
  } finally {
    await session.close()
  }
}

/** Every value of a table, with its type, to the last bit. */
export function valuesOf(at: Project, table: string): string {
  const columns = at
    .query<{ name: string }>(`select name from pragma_table_info('${table}')`)
    .map(({ name }) => `"${name}"`)
  const parts = columns.map((column) => `typeof(${column}) || ':' || hex(${column})`).join(` || ',' || `)
  const rows = at.query<{ row: string }>(`select ${parts} as row from "${table}" order by rowid`)
  return createHash('sha256')
    .update(rows.map(({ row }) => row).join('\n'))
    .digest('hex')
}
