import type { Dialect, Statement } from '../dialect.ts'
import { isLithifyError } from '../errors.ts'
import { threwBefore } from './migration-errors.ts'
import type { MigrationBody } from '../migrations/migration-file.ts'
import { readSqlBody } from '../migrations/read-section.ts'
import { MigrationBuilder } from '../operations/builder.ts'
import type { Operation } from '../operations/operation.ts'
import { applyOperation } from '../operations/replay.ts'
import type { Schema } from '../schema/schema.ts'
import { flatten } from '../migrations/replaced-names.ts'
import type { Context } from './context.ts'
import type { BaselineFile } from './planning/ranges.ts'
import type { RunResult } from './results.ts'
import type { RunPlan } from './run.ts'
import { noSchema, SchemaTracker } from './schema-tracker.ts'
import { readStatements, splitStatements } from './script.ts'

/** What a run would do and send, having done nothing. */
export async function dryRun(
  context: Context,
  decided: RunPlan,
): Promise<
  Pick<RunResult, 'dryRun' | 'bootstrap' | 'applied' | 'adopted' | 'restored' | 'pending' | 'total' | 'statements'>
> {
  const { bootstrap, migrations, seen } = decided
  const preview = new Preview(context)
  // After a bootstrap the schema would be the dump's, which is not here to be read.
  if (bootstrap !== undefined) preview.loseSchema()
  const statements: { name: string; sql: readonly string[] | undefined }[] = []
  for (const { file, up } of migrations) statements.push({ name: file.name, sql: await preview.of(up, file.name) })
  return {
    dryRun: true,
    bootstrap: bootstrap && { path: bootstrap.label, migrations: bootstrap.migrations.length, durationMs: 0 },
    applied: [],
    adopted: decided.adoptions.map(({ file, needs }) => ({
      name: file.name,
      replaced: needs.length + replacedRows(decided, file),
    })),
    restored: decided.plan.restorations.map(({ baseline: name, rows }) => ({ name, replaced: rows.length })),
    pending: migrations.map(({ file }) => file.name),
    total: seen.rows.length,
    statements,
  }
}

function replacedRows({ plan }: RunPlan, { record }: BaselineFile): number {
  const names = new Set([...flatten(record.replaces)].map(({ name }) => name))
  return plan.migrations.filter(({ name, state }) => state === 'squashed' && names.has(name)).length
}

/** Writes down what bodies would send, one after the other. */
export class Preview {
  readonly #dialect: Dialect
  readonly #tracker: SchemaTracker
  /** The schema as the bodies before would have left it; `undefined` once that cannot be told. */
  #schema: Schema | undefined
  #lost = false

  constructor(context: Context) {
    this.#dialect = context.connection.dialect
    this.#tracker = new SchemaTracker(context)
  }

  loseSchema(): void {
    this.#lost = true
  }

  /** The SQL of a body, or `undefined` when it depends on what only a real run would find. */
  async of(
    body: MigrationBody | { readonly kind: 'operations'; readonly operations: readonly Operation[] },
    label: string,
  ): Promise<string[] | undefined> {
    if (body.kind === 'sql') return this.#script(readStatements(this.#dialect, readSqlBody(body)))
    const operations =
      body.kind === 'operations' ? body.operations : await collectOperations(this.#dialect, body, label)
    if (operations === undefined) {
      this.loseSchema()
      return undefined
    }
    const sql: string[] = []
    for (const operation of operations) {
      const texts =
        operation.kind === 'sql'
          ? await this.#script(splitStatements(this.#dialect, operation.up))
          : await this.#emit(operation)
      if (texts === undefined) return undefined
      sql.push(...texts)
    }
    return sql
  }

  async #script(batches: AsyncIterable<Statement[]> | Iterable<Statement[]>): Promise<string[]> {
    this.loseSchema()
    const texts: string[] = []
    for await (const batch of batches) texts.push(...batch.map(({ text }) => text))
    return texts
  }

  async #emit(operation: Operation): Promise<string[] | undefined> {
    if (this.#lost && this.#needs(operation)) return undefined
    if (!this.#lost) this.#schema ??= (await this.#tracker.current()).clone()
    const texts = this.#dialect.emit(operation, this.#schema ?? noSchema).map(({ text }) => text)
    if (!this.#lost && this.#schema !== undefined) applyOperation(this.#schema, operation, this.#dialect)
    return texts
  }

  #needs(operation: Operation): boolean {
    return this.#tracker.needs(operation)
  }
}

/**
 * The operations of a body in code, without a database; `undefined` when it asks for one.
 * @param label The migration, as people are shown it.
 * @throws LithifyError `LITHIFY_E_MIGRATION_THREW`
 */
export async function collectOperations(
  dialect: Dialect,
  body: { readonly run: (builder: unknown) => unknown },
  label: string,
): Promise<Operation[] | undefined> {
  let builder!: MigrationBuilder
  const asked = new Promise<true>((resolve) => {
    const query = (): Promise<never> => {
      resolve(true)
      // It is never answered, so code that waits for it goes no further.
      return new Promise(() => undefined)
    }
    builder = new MigrationBuilder(dialect, { query })
  })
  const run = async (): Promise<false> => {
    try {
      await body.run(builder)
      return false
    } catch (error) {
      throw isLithifyError(error) ? error : threwBefore(label, error)
    }
  }
  const ended = run()
  // `asked` first: code may ask and not wait.
  return (await Promise.race([asked, ended])) ? undefined : builder.take()
}
