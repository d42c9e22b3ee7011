import { describeChanges } from '@lithify/core'
import { expect, it } from 'vitest'
import { dialect } from '../src/index.ts'
import { introspect, load, session } from './helpers.ts'

async function changes(from: string, to: string): Promise<string> {
  const schemas = []
  for (const script of [from, to]) {
    const db = await session()
    await load(db, script)
    schemas.push((await introspect(db)).schema)
  }
  return describeChanges(...(schemas as [never, never]), dialect).join('\n')
}

it('tells objects first, then the SQL of those that changed', async () => {
  const rest = 'create table same (a int); create index i on same (a);'
  const before = `${rest} create table t (a int, b text not null, c int); create view v as select a from t; create table gone (x int);`
  const after = `${rest} create table t (a int, b text, c int default 5); create view v as select b from t; create table new (x int);`
  expect(await changes(before, before)).toBe('')
  expect(await changes(before, after)).toBe(`- table gone
~ table t
    columns.b.nullable: false → true
    columns.c.default: 5 added
~ view v
    definition: select a from t → select b from t
+ table new

table t
@@ -1,5 +1,5 @@
 CREATE TABLE "t" (
   "a" int,
-  "b" text NOT NULL,
-  "c" int
+  "b" text,
+  "c" int DEFAULT 5
 )

view v
@@ -1,1 +1,1 @@
-CREATE VIEW "v" AS select a from t
+CREATE VIEW "v" AS select b from t`)
})

const many = (type: string): string =>
  Array.from({ length: 60 }, (_, n) => `create table t${n} (a ${type});`).join('\n')

it('stops where nobody would read on', async () => {
  const lines = (await changes(many('int'), many('text'))).split('\n')
  expect(lines).toHaveLength(201)
  expect(lines.at(-1)).toMatch(/^… and \d+ lines more$/)
})
