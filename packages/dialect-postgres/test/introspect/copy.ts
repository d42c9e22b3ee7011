import { execFileSync } from 'node:child_process'
import { createOperations, Schema, type Introspection, type Session } from '@lithify/core'
import type { PostgresVersion } from '@lithify/test-servers'
import { dialect } from '../../src/index.ts'
import { database, session, split, statements } from '../helpers.ts'

export interface Copied {
  readonly url: string
  readonly session: Session
  readonly introspection: Introspection
}

/** A database that a script made. */
export async function made(version: PostgresVersion, script: string): Promise<Copied> {
  const url = await database(version)
  const opened = await session({ url })
  await opened.execute(split(script))
  // Scripts of pg_dump leave their own settings behind.
  await opened.query('RESET ALL')
  return { url, session: opened, introspection: await dialect.introspect(opened, {}) }
}

/** What the model of a database says, as a script. */
export function scriptOf({ schema }: Introspection): string[] {
  const { before, after } = dialect.frame(schema)
  const none = new Schema()
  const body = createOperations(schema, dialect).flatMap((operation) => dialect.emit(operation, none))
  return [...before, ...body.map(({ text }) => text), ...after]
}

/** An empty database, made into a copy by nothing but the model. */
export async function copied(version: PostgresVersion, original: Copied): Promise<Copied> {
  const url = await database(version)
  const opened = await session({ url })
  await opened.execute(statements(...scriptOf(original.introspection)))
  return { url, session: opened, introspection: await dialect.introspect(opened, {}) }
}

/** The version of the pg_dump on this machine; 0 where there is none. */
export const pgDumpVersion = (() => {
  try {
    return Number(/(\d+)\./.exec(execFileSync('pg_dump', ['--version'], { encoding: 'utf8' }))?.[1] ?? 0)
  } catch {
    return 0
  }
})()
