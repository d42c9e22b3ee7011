import { createHash, type Hash } from 'node:crypto'
import type { Dialect, Session } from '../dialect.ts'
import type { Table, TableRef } from '../schema/model.ts'

/** The rows of a table, in short. */
export interface RowsSummary {
  readonly table: string
  readonly rows: number
  /** Of the statements that insert them. */
  readonly digest: string
}

/** Sums rows up while they pass. */
export class RowsCounter {
  readonly #table: string
  readonly #hash: Hash = createHash('sha256')
  #rows = 0

  constructor(table: TableRef) {
    this.#table = tableLabel(table)
  }

  add({ sql, count }: { readonly sql: string; readonly count: number }): void {
    this.#hash.update(sql).update('\n')
    this.#rows += count
  }

  summary(): RowsSummary {
    return { table: this.#table, rows: this.#rows, digest: this.#hash.digest('hex') }
  }
}

/** Reads all rows of a table to sum them up. */
export async function summariseRows(
  dialect: Pick<Dialect, 'rows'>,
  session: Session,
  table: Table,
): Promise<RowsSummary> {
  const counter = new RowsCounter(table)
  for await (const insert of dialect.rows(session, table)) counter.add(insert)
  return counter.summary()
}

/** A table as manifests and options name it. */
export function tableLabel({ schema, name }: TableRef): string {
  return schema === undefined ? name : `${schema}.${name}`
}
