import type { ConnectOptions, Dialect, InventoryItem, Scope, Session } from '../dialect.ts'
import type { TableRef } from '../schema/model.ts'
import { invalidConfig } from './check-config.ts'
import type { HistoryTables } from './config.ts'

/** Past the option `schemas`: for what must not overlook rows that are in a schema of somebody else's. */
export const everywhere: Scope = { schemas: undefined }

/**
 * The dialect as it looks at a database of which only some schemas are ours, as the option `schemas` says. Whoever asks it for an inventory or a schema
 * gets what is ours, without having to think of it: one who forgot would dump or drop what belongs to others.
 * @throws LithifyError `LITHIFY_E_CONFIG_INVALID`
 */
export function inOwnSchemas(
  dialect: Dialect,
  { schemas }: ConnectOptions,
  { connection, history }: { readonly connection: string; readonly history: HistoryTables },
): Dialect {
  if (schemas === undefined) return dialect
  const problem = problemOf(schemas, dialect, history)
  if (problem !== undefined) {
    throw invalidConfig([{ path: `connections.${connection}.dialect.options.schemas`, problem }])
  }
  return {
    ...dialect,
    inventory: async (session, scope) => {
      const ours = await dialect.inventory(session, { schemas, ...scope })
      return [...ours, ...(await historyElsewhere(dialect, session, { history, ours }))]
    },
    introspect: (session, scope) => dialect.introspect(session, { schemas, ...scope }),
  }
}

/** Lithify's own tables are its own wherever they are: there is one place for those that are given no schema, and it need not be ours. */
async function historyElsewhere(
  dialect: Dialect,
  session: Session,
  { history, ours }: { readonly history: HistoryTables; readonly ours: readonly InventoryItem[] },
): Promise<InventoryItem[]> {
  const nameOf = (table: TableRef): string => dialect.tableName?.(table) ?? JSON.stringify([table.schema, table.name])
  const listed = new Set(ours.filter(({ kind }) => kind === 'table').map(nameOf))
  const unlisted = (Object.values(history) as TableRef[]).filter((table) => !listed.has(nameOf(table)))
  const found = unlisted.length === 0 ? [] : await dialect.hasTables?.(session, unlisted)
  return unlisted.filter((_, at) => found?.[at] === true).map((table) => ({ kind: 'table', ...table }))
}

function problemOf(
  schemas: unknown,
  { title, capabilities, hasTables }: Dialect,
  { migrations: { schema } }: HistoryTables,
): string | undefined {
  // Without `hasTables` a history in a schema that is not ours would not be found.
  if (!capabilities.schemas || hasTables === undefined) return `is no option of ${title}`
  const isList = Array.isArray(schemas) && schemas.every((name) => typeof name === 'string' && name !== '')
  if (!isList || schemas.length === 0) return 'has to be a list of the names of schemas'
  // A dump holds the history, and so the schema that it is in.
  if (schema === undefined || schemas.includes(schema)) return undefined
  return `lacks "${schema}", which \`history.schema\` names`
}
