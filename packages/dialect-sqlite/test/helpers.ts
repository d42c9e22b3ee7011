import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import {
  isOpaque,
  Schema,
  type Introspection,
  type Operation,
  type SchemaObject,
  type Session,
  type Statement,
} from '@lithify/core'
import { splitPieces } from '@lithify/dialect-testkit'
import { onTestFinished } from 'vitest'
import { dialect } from '../src/index.ts'

export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'lithify-sqlite-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  return directory
}

export async function session(
  options: Parameters<typeof dialect.connect>[0] = { filename: ':memory:' },
): Promise<Session> {
  const opened = await dialect.connect(options)
  onTestFinished(() => opened.close())
  return opened
}

export const split = (text: string): Statement[] => splitPieces(dialect, [text])

export async function load(db: Session, text: string): Promise<void> {
  await db.execute(split(text))
}

export const introspect = (db: Session): Promise<Introspection> => dialect.introspect(db, {})

/** What the catalog holds, without SQLite's own. */
export const catalog = (db: Session): Promise<Record<string, unknown>[]> =>
  db.query(
    String.raw`SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite\_%' ESCAPE '\' AND name NOT IN (SELECT name FROM pragma_table_list WHERE type = 'shadow') ORDER BY type, name`,
  )

/** A script that makes the schema again: from each object's own text, or from the model alone. */
export function script(schema: Schema, use: 'source' | 'model'): string[] {
  const order = new Map(dialect.kinds.map(({ kind }, index) => [kind, index]))
  const objects = schema.objects().toSorted((a, b) => (order.get(a.kind) ?? 99) - (order.get(b.kind) ?? 99))
  return objects.flatMap((object) => {
    if (object.kind === 'foreignKey') return []
    if (use === 'source') return [object.source as string]
    return dialect.emit(creation(object, schema), new Schema()).map((statement) => statement.text)
  })
}

function creation(object: SchemaObject, schema: Schema): Operation {
  if (isOpaque(object)) return { kind: 'createObject', object }
  switch (object.kind) {
    case 'table':
      return { kind: 'createTable', table: object, foreignKeys: schema.foreignKeysOn({ name: object.name }) }
    case 'index':
      return { kind: 'createIndex', index: object }
    case 'view':
      return { kind: 'createView', view: object }
    default:
      throw new Error(object.kind)
  }
}

/** The schema without its texts, in an order that does not depend on how it was made. */
export function modelOf(schema: Schema): unknown {
  return schema
    .objects()
    .map(({ source: _source, ...object }) => object)
    .toSorted((a, b) =>
      JSON.stringify([a.kind, a.table, a.name]) < JSON.stringify([b.kind, b.table, b.name]) ? -1 : 1,
    )
}

const corpora = [process.env['LITHIFY_CORPORA'], resolve(import.meta.dirname, '../../../../shared/corpora')]

export function corpus(name: string): string | undefined {
  const path = corpora
    .flatMap((root) => (root === undefined ? [] : [join(root, 'sqlite', name)]))
    .find((candidate) => existsSync(candidate))
  return path === undefined ? undefined : readFileSync(path, 'utf8')
}
