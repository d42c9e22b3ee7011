import {
  Schema,
  type ForeignKey,
  type Introspection,
  type ObjectRef,
  type SchemaObject,
  type Scope,
  type Session,
  type Table,
  type Uncovered,
} from '@lithify/core'
import { fold, quote } from '../names.ts'
import { NotUnderstood } from '../sql/cursor.ts'
import {
  inScope,
  readColumns,
  readModules,
  readObjects,
  readOptions,
  readShadowTables,
  type CatalogColumn,
  type CatalogRow,
} from './catalog.ts'
import { disagreement } from './cross-check.ts'
import { mentions } from './mentions.ts'
import { parseIndex } from './parse-index.ts'
import { parseTable } from './parse-table.ts'
import { parseView } from './parse-view.ts'
import { closedSource } from './source.ts'
import { respell, tableObjects } from './table-objects.ts'
import { isVirtual, possibleShadows } from './virtual.ts'

/**
 * The schema of the main database. `sqlite_schema` holds the truth, as text: each text is parsed, and what was read is checked
 * against what SQLite's own catalog says. A text that is not wholly understood is kept as an opaque object (`rawTable`, `rawIndex`,
 * `virtualTable`, `trigger`) and written back as it stands.
 */
export async function introspect(session: Session, scope: Scope): Promise<Introspection> {
  const visible = inScope(scope)
  const all = await readObjects(session)
  const virtual = all.filter(isVirtual)
  const shadows = virtual.length === 0 ? new Set<string>() : await readShadowTables(session)
  const rows = all.filter((row) => visible(row) && !shadows.has(row.tbl_name))
  const uncovered: Uncovered[] = virtual.length === 0 ? [] : possibleShadows(rows, await readModules(session))

  const reader = new Reader(rows, await readColumns(session), uncovered)
  return { schema: new Schema(reader.read(), await readOptions(session)), uncovered }
}

class Reader {
  readonly #rows: readonly CatalogRow[]
  readonly #columns: ReadonlyMap<string, readonly CatalogColumn[]>
  readonly #uncovered: Uncovered[]
  /** Tables and views by folded name: what a text can refer to. */
  readonly #relations = new Map<string, ObjectRef>()

  constructor(
    rows: readonly CatalogRow[],
    columns: ReadonlyMap<string, readonly CatalogColumn[]>,
    uncovered: Uncovered[],
  ) {
    this.#rows = rows
    this.#columns = columns
    this.#uncovered = uncovered
  }

  read(): SchemaObject[] {
    const tables = new Map<string, Table>()
    const objects: SchemaObject[] = []
    let foreignKeys: ForeignKey[] = []
    const later: CatalogRow[] = []
    for (const row of this.#rows) {
      if (row.type !== 'table') {
        if (row.type === 'view') this.#relations.set(fold(row.name), { kind: 'view', name: row.name })
        later.push(row)
        continue
      }
      const read = isVirtual(row) ? undefined : this.#table(row)
      if (read === undefined) {
        const kind = isVirtual(row) ? 'virtualTable' : 'rawTable'
        this.#relations.set(fold(row.name), { kind, name: row.name })
        later.push(row)
        continue
      }
      tables.set(row.name, read.table)
      objects.push(read.table)
      foreignKeys.push(...read.foreignKeys)
      this.#relations.set(fold(row.name), { kind: 'table', name: row.name })
    }
    foreignKeys = respell(foreignKeys, [...tables.values()])
    objects.push(...foreignKeys)
    for (const row of later) {
      const object = this.#other(row, tables)
      if (object !== undefined) objects.push(object)
    }
    return objects
  }

  #table(row: CatalogRow): { table: Table; foreignKeys: ForeignKey[] } | undefined {
    const columns = this.#columns.get(row.name)
    if (row.sql === null || columns === undefined) return undefined
    const parsed = understood(() => parseTable(row.sql as string))
    if (parsed === undefined || disagreement(parsed, columns) !== undefined) return undefined
    return tableObjects(row.name, parsed, closedSource(row.sql))
  }

  #other(row: CatalogRow, tables: ReadonlyMap<string, Table>): SchemaObject | undefined {
    const { name, sql } = row
    if (sql === null) {
      this.#uncovered.push({ ref: { kind: row.type, name }, reason: 'The catalog holds no text for it.' })
      return undefined
    }
    const source = closedSource(sql)
    switch (row.type) {
      case 'table':
        return this.#opaque(isVirtual(row) ? 'virtualTable' : 'rawTable', name, undefined, source, 'TABLE')
      case 'index': {
        const table = tables.get(row.tbl_name)
        const index = table === undefined ? undefined : understood(() => parseIndex(sql, table.columns))
        if (index === undefined) return this.#opaque('rawIndex', name, row.tbl_name, source, 'INDEX')
        return { kind: 'index', name, table: row.tbl_name, ...index, source }
      }
      case 'view': {
        const view = understood(() => parseView(sql))
        const self = { kind: 'view', name }
        if (view === undefined) return this.#opaque('rawView', name, undefined, source, 'VIEW')
        return { kind: 'view', name, ...view, dependsOn: mentions(view.definition, this.#relations, self), source }
      }
      case 'trigger':
        return this.#opaque('trigger', name, row.tbl_name, source, 'TRIGGER')
      default:
        this.#uncovered.push({
          ref: { kind: row.type, name },
          reason: `The catalog holds an object of the unknown type ${JSON.stringify(row.type)}.`,
        })
        return undefined
    }
  }

  #opaque(kind: string, name: string, table: string | undefined, source: string, word: string): SchemaObject {
    const host = table === undefined ? undefined : this.#relations.get(fold(table))
    const self = { kind, name, table }
    const dependsOn = [...(host === undefined ? [] : [host]), ...mentions(source, this.#relations, self)]
    return {
      kind,
      name,
      ...(table === undefined ? {} : { table }),
      create: source,
      drop: `DROP ${word} ${quote(name)}`,
      dependsOn,
      source,
    }
  }
}

function understood<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof NotUnderstood) return undefined
    throw error
  }
}
