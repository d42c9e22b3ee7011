import type { MigrationBuilder } from './builder.ts'

/** What a migration file in code exports. */
export interface MigrationDefinition {
  readonly description?: string | undefined
  /** `false`: it runs outside a transaction, for what the server refuses inside one. */
  readonly transaction?: boolean | undefined
  /** An `up` that does nothing is meant. */
  readonly allowEmpty?: boolean | undefined
  up(m: MigrationBuilder): void | Promise<void>
  /** Absent: derived from `up` where that is possible. `false`: there is no way back. */
  readonly down?: ((m: MigrationBuilder) => void | Promise<void>) | false | undefined
}

// Two copies of core can meet in one process, so it is no private symbol.
const brand: unique symbol = Symbol.for('lithify.migration') as never

/** A definition that went through {@link migration}. */
export type Migration = MigrationDefinition & { readonly [brand]: true }

/**
 * Marks a definition as a migration.
 *
 * ```ts
 * import { migration } from '@lithify/core'
 *
 * export default migration({
 *   description: 'Invoices get a due date',
 *   async up(m) {
 *     m.addColumn('invoices', (t) => t.date('due_on'))
 *     const [row] = await m.query('select count(*) as open from invoices where paid_on is null')
 *     if (Number(row?.open) > 0) m.sql("update invoices set due_on = '2027-01-01' where paid_on is null")
 *   },
 *   down(m) {
 *     m.dropColumn('invoices', 'due_on')
 *   },
 * })
 * ```
 */
export function migration(definition: MigrationDefinition): Migration {
  return { ...definition, [brand]: true }
}

/** Whether a value went through {@link migration}, of this copy of core or another. */
export function isMigration(value: unknown): value is Migration {
  return typeof value === 'object' && value !== null && (value as Record<symbol, unknown>)[brand] === true
}
