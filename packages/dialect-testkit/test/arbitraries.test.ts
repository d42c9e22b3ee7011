import {
  applyOperation,
  createOperations,
  foldName,
  isForeignKey,
  isIndex,
  isTable,
  replay,
  type Dialect,
} from '@lithify/core'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { longestName, NamePool, nastyNames } from '../src/arbitraries/names.ts'
import { arbitraryName, arbitraryOperations, arbitrarySchema } from '../src/index.ts'
import { settingsOf } from '../src/options.ts'
import { dialect } from './support.ts'

const claim = (claimed: Partial<Dialect['capabilities']>): Dialect => ({
  ...dialect,
  capabilities: { ...dialect.capabilities, ...claimed },
})

test('a schema can be made by its operations, each name once whatever the case', () => {
  fc.assert(
    fc.property(arbitrarySchema(dialect), (schema) => {
      const names = schema
        .objects()
        .flatMap((object) => [
          object.name,
          ...(isTable(object) ? [...object.uniques, ...object.checks] : []).map(({ name }) => name),
        ])
      expect(new Set(names.map(foldName)).size).toBe(names.length)
      expect(replay(createOperations(schema, dialect), dialect).size).toBe(schema.size)
    }),
    { seed: 3, numRuns: 200 },
  )
})

test('between them, schemas have every feature that is claimed', () => {
  const seen = new Set<string>()
  for (const schema of fc.sample(arbitrarySchema(dialect), { seed: 1, numRuns: 200 })) {
    for (const object of schema.objects()) {
      seen.add(object.kind)
      if (isTable(object)) {
        if (object.checks.length > 0) seen.add('check')
        if (object.uniques.length > 0) seen.add('unique')
        seen.add(`key of ${object.primaryKey?.keys.length ?? 0}`)
        for (const { generated } of object.columns)
          if (generated !== undefined) seen.add(generated.stored ? 'stored' : 'virtual')
        if (object.columns.some((column) => column.default !== undefined)) seen.add('default')
      } else if (isIndex(object)) {
        if (object.where !== undefined) seen.add('partial')
        if (object.keys.some(({ expression }) => expression !== undefined)) seen.add('expression')
        if (object.keys.some(({ order }) => order === 'desc')) seen.add('descending')
      } else if (isForeignKey(object)) {
        if (object.references.table === object.table) seen.add('to itself')
        if (object.deferrable !== undefined) seen.add('deferrable')
        if (object.columns.length > 1) seen.add('of several columns')
        seen.add(object.onDelete ?? 'noAction')
      }
    }
  }
  const features = [
    'table',
    'index',
    'foreignKey',
    'view',
    'check',
    'unique',
    'key of 0',
    'key of 1',
    'key of 2',
    'stored',
    'virtual',
    'default',
  ]
  const more = [
    'partial',
    'expression',
    'descending',
    'to itself',
    'deferrable',
    'of several columns',
    'cascade',
    'setNull',
    'restrict',
    'noAction',
  ]
  expect([...features, ...more].filter((feature) => !seen.has(feature))).toEqual([])
})

test('what is not claimed is never drawn', () => {
  const bare = claim({
    checks: false,
    partialIndexes: false,
    expressionIndexes: false,
    descendingIndexes: false,
    storedGeneratedColumns: false,
    virtualGeneratedColumns: false,
    deferrableForeignKeys: false,
  })
  for (const schema of fc.sample(arbitrarySchema(bare), { seed: 1, numRuns: 100 })) {
    const text = JSON.stringify(schema)
    for (const key of ['"where"', '"expression"', '"order"', '"generated"', '"deferrable"'])
      expect(text).not.toContain(key)
  }
})

test('between them, plans have every operation, and what they answer applies', () => {
  const seen = new Set<string>()
  const arbitrary = fc.tuple(arbitrarySchema(dialect), arbitraryOperations(dialect))
  for (const [schema, plan] of fc.sample(arbitrary, { seed: 1, numRuns: 300 })) {
    const start = replay(createOperations(schema, dialect), dialect)
    const before = JSON.stringify(start)
    const work = start.clone()
    for (const operation of plan.operationsFor(start)) {
      seen.add(operation.kind)
      applyOperation(work, operation, dialect)
    }
    expect(JSON.stringify(start)).toBe(before)
    expect(plan.operationsFor(start)).toEqual(plan.operationsFor(start))
  }
  const kinds =
    'createTable dropTable renameTable addColumn dropColumn renameColumn alterColumn addPrimaryKey dropPrimaryKey addUnique dropUnique addCheck'
  const more = 'dropCheck addForeignKey dropForeignKey createIndex dropIndex renameIndex createView dropView'
  expect(`${kinds} ${more}`.split(' ').filter((kind) => !seen.has(kind))).toEqual([])
})

test('names fit: in length, in what the server holds, without halves of characters', () => {
  const short = claim({ nameLength: 24 })
  const settings = settingsOf({ limits: { holdsName: (name) => !name.includes(';') } })
  fc.assert(
    fc.property(arbitraryName(short, settings), (name) => {
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(24)
      expect(name).not.toMatch(/;|\0|\p{Cs}/u)
      expect(name).not.toBe('')
    }),
  )
  expect(nastyNames(short, settings)).not.toContain('semi;colon')
  expect(nastyNames(dialect, settingsOf())).toContain('semi;colon')
  expect(Buffer.byteLength(longestName(claim({ nameLength: 63 }), 'ü'))).toBe(63)
})

test('a pool hands out each name once, and never one that is too long', () => {
  const pool = new NamePool(claim({ nameLength: 8 }), ['TAKEN'])
  const names = ['taken', 'a', 'A', 'a', 'far too long', 'far too long', 'x'.repeat(8), 'x'.repeat(8)].map((wish) =>
    pool.take(wish),
  )
  expect(new Set([...names.map(foldName), 'taken']).size).toBe(names.length + 1)
  for (const name of names) expect(Buffer.byteLength(name)).toBeLessThanOrEqual(8)
})
