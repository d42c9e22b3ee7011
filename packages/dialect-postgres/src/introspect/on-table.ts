import type { ForeignKey, Index, KeyPart, OpaqueObject, Plain, ReferentialAction, TableRef } from '@lithify/core'
import { commentOnIndex } from '../emit/comments.ts'
import { qualified, settings } from '../emit/names.ts'
import { quote } from '../names.ts'
import { list, optional, schemaOf, text, type CatalogRow } from './catalog.ts'
import { columnNames, indexKeys, type IndexKey, type KeyNames } from './keys.ts'
import { bag, commentOf } from './table.ts'

const actions: Readonly<Record<string, ReferentialAction>> = {
  r: 'restrict',
  c: 'cascade',
  n: 'setNull',
  d: 'setDefault',
}

export function foreignKeyOf(row: CatalogRow, host: TableRef, names: KeyNames): ForeignKey {
  const onDelete = actions[text(row['on_delete'])]
  const onUpdate = actions[text(row['on_update'])]
  return {
    kind: 'foreignKey',
    ...schemaOf(host.schema ?? 'public'),
    table: host.name,
    name: text(row['conname']),
    columns: columnNames(row['key'], row['conrelid'], names),
    references: {
      ...schemaOf(row['target_schema']),
      table: text(row['target']),
      columns: columnNames(row['target_key'], row['confrelid'], names),
    },
    ...(onDelete === undefined ? {} : { onDelete }),
    ...(onUpdate === undefined ? {} : { onUpdate }),
    ...(row['match'] === 'f' ? { match: 'full' } : {}),
    ...(row['deferrable'] === true
      ? { deferrable: row['deferred'] === true ? 'initiallyDeferred' : 'initiallyImmediate' }
      : {}),
    ...commentOf(row),
    ...bag({
      definition: optional(row['definition']),
      notValid: row['validated'] !== true && row['enforced'] === true,
    }),
  }
}

export function exclusionOf(row: CatalogRow, host: TableRef): OpaqueObject {
  const name = text(row['conname'])
  const table = qualified(host)
  // Its definition tells nothing of how the index is stored.
  const index = qualified({ schema: host.schema, name })
  const storage = settings(row['reloptions'])
  return {
    kind: 'exclusion',
    ...schemaOf(host.schema ?? 'public'),
    table: host.name,
    name,
    create: `ALTER TABLE ${table} ADD CONSTRAINT ${quote(name)} ${text(row['definition'])}`,
    drop: `ALTER TABLE ${table} DROP CONSTRAINT ${quote(name)}`,
    ...commentOf(row),
    ...bag({
      also: [
        ...(storage === '' ? [] : [`ALTER INDEX ${index} SET (${storage})`]),
        ...(typeof row['spcname'] === 'string' ? [`ALTER INDEX ${index} SET TABLESPACE ${quote(row['spcname'])}`] : []),
        ...(row['clustered'] === true ? [`ALTER TABLE ${table} CLUSTER ON ${quote(name)}`] : []),
        ...commentOnIndex({ schema: host.schema, name }, row['index_comment']),
      ],
    }),
  }
}

export function indexOf(row: CatalogRow, host: TableRef, names: KeyNames): Index {
  const keys = indexKeys(row, names)
  const count = Number(row['key_count'])
  const attached = row['attached'] as readonly [string, string] | null
  const predicate = optional(row['predicate'])
  const method = text(row['amname'])
  return {
    kind: 'index',
    ...schemaOf(host.schema ?? 'public'),
    table: host.name,
    name: text(row['relname']),
    unique: row['is_unique'] === true,
    keys: keys.slice(0, count).map(keyPart),
    ...(predicate === undefined ? {} : { where: predicate }),
    ...commentOf(row),
    ...bag({
      method: method === 'btree' ? undefined : method,
      include: keys.slice(count).map(({ column }) => column ?? ''),
      nullsNotDistinct: row['nulls_not_distinct'] === true,
      parameters: [...list(row['reloptions'])],
      tablespace: optional(row['spcname']),
      only: row['relkind'] === 'I',
      attachedTo: attached === null ? undefined : { ...schemaOf(attached[0]), name: attached[1] },
      clustered: row['clustered'] === true,
      replicaIdentity: row['replident'] === true,
      statistics: keys.flatMap(({ statistics }, at): Plain[] =>
        statistics === undefined ? [] : [[at + 1, statistics]],
      ),
    }),
  }
}

function keyPart(key: IndexKey): KeyPart {
  const { column, expression, descending, nullsFirst, operatorClass, parameters, collation } = key
  return {
    ...(column === undefined ? { expression: expression ?? '' } : { column }),
    ...(descending ? { order: 'desc' } : {}),
    ...(collation === undefined ? {} : { collation: collation[1] }),
    ...bag({
      nulls: nullsFirst === descending ? undefined : nullsFirst ? 'first' : 'last',
      operatorClass: operatorClass && [...operatorClass],
      parameters: [...parameters],
      collationSchema: collation?.[0] === 'pg_catalog' ? undefined : collation?.[0],
    }),
  }
}
