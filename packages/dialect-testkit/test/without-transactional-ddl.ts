import type { Dialect, Statement } from '@lithify/core'
import { dialect } from './support.ts'

const ddl = /^\s*(?:create|drop|alter)\b/i
const marked = (statements: readonly Statement[]): Statement[] =>
  statements.map((each) => (ddl.test(each.text) ? { ...each, transactional: false } : each))

/** SQLite as if it could not roll back DDL, with all that the contract asks of such a database. */
export const withoutTransactionalDdl: Dialect = {
  ...dialect,
  capabilities: Object.freeze({ ...dialect.capabilities, transactionalDdl: false, foreignKeysCheckedAtCommit: false }),
  emit: (operation, schema) => marked(dialect.emit(operation, schema)),
  splitter() {
    const real = dialect.splitter()
    return { push: (piece) => marked(real.push(piece)), end: () => marked(real.end()) }
  },
  recovery: {
    changes(sql) {
      const [, verb = '', on, name = ''] =
        /^\s*(create|drop|alter) (?:unique )?(?:table|(index) "(?:[^"]*)" on) "([^"]*)"/i.exec(sql) ?? []
      if (name === '') return undefined
      const creates = verb.toLowerCase() === 'create' && on === undefined
      return { objects: [{ kind: 'table', name }], ...(creates && { creates }) }
    },
    async definitions(session, refs) {
      const rows = await session.query<{ tbl_name: string; sql: string | null }>(
        'select tbl_name, sql from sqlite_schema order by type desc, name',
      )
      return refs.map(({ name }) => {
        const found = rows.filter((row) => row.tbl_name === name)
        return found.length === 0 ? undefined : JSON.stringify(found)
      })
    },
  },
}
