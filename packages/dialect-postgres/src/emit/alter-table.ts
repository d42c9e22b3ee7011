import type { OperationOf, Options, Plain, Schema } from '@lithify/core'
import { findTable, misfit } from '@lithify/core/dialect-kit'
import { quote } from '../names.ts'
import { commentOnTable } from './comments.ts'
import { qualified, settings } from './names.ts'

/** The options of a table that can change, each with the clause of ALTER TABLE that changes it. */
const clauses: Readonly<Record<string, (to: Plain | undefined, from: Plain | undefined) => string[]>> = {
  unlogged: (to) => [to === true ? 'SET UNLOGGED' : 'SET LOGGED'],
  rowSecurity: (to) => [`${to === true ? 'ENABLE' : 'DISABLE'} ROW LEVEL SECURITY`],
  forceRowSecurity: (to) => [`${to === true ? '' : 'NO '}FORCE ROW LEVEL SECURITY`],
  tablespace: (to) => [`SET TABLESPACE ${typeof to === 'string' ? quote(to) : 'pg_default'}`],
  clusterOn: (to) => [typeof to === 'string' ? `CLUSTER ON ${quote(to)}` : 'SET WITHOUT CLUSTER'],
  accessMethod: (to) => [`SET ACCESS METHOD ${typeof to === 'string' ? quote(to) : 'heap'}`],
  parameters: (to, from) => {
    const gone = names(from).filter((name) => !names(to).includes(name))
    return [
      ...(gone.length === 0 ? [] : [`RESET (${gone.join(', ')})`]),
      ...(settings(to) === '' ? [] : [`SET (${settings(to)})`]),
    ]
  },
}

const names = (list: Plain | undefined): string[] =>
  Array.isArray(list) ? list.map((each) => String(each).replace(/=.*/s, '')) : []

export function alterTable({ table, options, comment }: OperationOf<'alterTable'>, schema: Schema): string[] {
  const steps = options === undefined ? [] : optionSteps(findTable(table, schema).options ?? {}, options, table.name)
  return [
    ...steps.map((step) => `ALTER TABLE ${qualified(table)} ${step}`),
    ...(comment === undefined ? [] : [commentOnTable(table, comment)]),
  ]
}

function optionSteps(from: Options, to: Options, table: string): string[] {
  const keys = [...new Set([...Object.keys(from), ...Object.keys(to)])]
  const changed = keys.filter((key) => JSON.stringify(from[key]) !== JSON.stringify(to[key]))
  const identity = changed.some((key) => key.startsWith('replicaIdentity')) ? [replicaIdentity(to)] : []
  const steps = changed
    .filter((key) => !key.startsWith('replicaIdentity'))
    .flatMap((key) => {
      const clause = clauses[key]
      if (clause === undefined)
        throw misfit(
          `PostgreSQL cannot change the option ${key} of the table ${table}.`,
          { table, option: key },
          'LITHIFY_E_UNSUPPORTED',
        )
      return clause(to[key], from[key])
    })
  return [...steps, ...identity]
}

function replicaIdentity(to: Options): string {
  const key = to['replicaIdentityKey']
  if (typeof key === 'string') return `REPLICA IDENTITY USING INDEX ${quote(key)}`
  const identity = to['replicaIdentity']
  return `REPLICA IDENTITY ${typeof identity === 'string' ? identity.toUpperCase() : 'DEFAULT'}`
}
