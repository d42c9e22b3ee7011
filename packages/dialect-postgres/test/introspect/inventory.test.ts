import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { refLabel, type ObjectRef, type Scope, type Session } from '@lithify/core'
import { describe, expect, test } from 'vitest'
import { dialect } from '../../src/index.ts'
import { corpus, database, onEnds, session, split } from '../helpers.ts'
import { rolePrefix } from '../roles.ts'

const folder = join(import.meta.dirname, 'schemas')
/** The oldest server that understands a script. */
const oldest = (name: string): number => (name === 'newer.sql' ? 18 : Number(/-(\d+)\.sql$/.exec(name)?.[1] ?? 14))
const scripts: Readonly<Record<string, string | undefined>> = {
  ...Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')])),
  sakila: corpus('sakila.sql'),
}

const keys = (refs: readonly ObjectRef[]): string[] => refs.map((ref) => refLabel(ref)).toSorted()

/**
 * Objects that need each other are made in steps, and one can be told to go with an extension. The inventory names the object, and not what is
 * done to it.
 */
const steps =
  /^(?:check|columnDefault|domainCheck|domainDefault|extensionDependency|functionBody|procedureBody|viewQuery|materializedViewRows) /

/** What introspection has, as one list. */
async function introspected(opened: Session, scope: Scope): Promise<string[]> {
  const { schema, uncovered } = await dialect.introspect(opened, scope)
  const all = keys([...schema.objects(), ...uncovered.map(({ ref }) => ref)])
  const made = all.filter((label) => !steps.test(label)).map((label) => label.replace(/^viewShell /, 'view '))
  const finished = new Set(made.flatMap((label) => /^(?:rangeType|baseType) (.*)$/s.exec(label)?.[1] ?? []))
  return [...new Set(made.filter((label) => !finished.has(label.replace(/^shellType /, ''))))].toSorted()
}

onEnds((version) => {
  describe.each(Object.entries(scripts))('%s', (name, script) => {
    test.skipIf(script === undefined || version < oldest(name))(
      'lists exactly what introspection finds, in any scope',
      { timeout: 60_000 },
      async () => {
        const own = rolePrefix(version)
        const opened = await session({ url: await database(version) })
        await opened.execute(split((script as string).replaceAll('app_', own)))
        await opened.query('RESET ALL')
        const tables = (await dialect.introspect(opened, {})).schema.objects().filter(({ kind }) => kind === 'table')
        const scopes: Scope[] = [{}, { schemas: ['public'] }, { schemas: ['app'] }, { exclude: tables.slice(0, 2) }]
        for (const scope of scopes) {
          expect(keys(await dialect.inventory(opened, scope))).toEqual(await introspected(opened, scope))
        }
      },
    )
  })
})
