import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { corpus, split } from '../helpers.ts'

export const read = (name: string): string =>
  readFileSync(join(import.meta.dirname, '../introspect/schemas', `${name}.sql`), 'utf8')

/** Schemas that are about one topic each, and from which version on. */
const topics = {
  kinds: 14,
  inheritance: 14,
  partitions: 14,
  odds: 14,
  'text-search': 14,
  languages: 14,
  publications: 14,
  'publications-15': 15,
  foreign: 14,
  functions: 14,
  types: 14,
  operators: 14,
  loops: 14,
  'deep-loops': 14,
} as const

/**
 * Every schema that is copied, and each from the wild, without what the servers at hand lack: chinook makes a database of its own and goes into
 * it; pagila has the extension `vector`, and is for PostgreSQL 18 with its `uuidv7()` and virtual columns. Rows say nothing of a schema.
 */
export function scriptsFor(version: number): Readonly<Record<string, string | undefined>> {
  const own = Object.entries(topics).filter(([, since]) => version >= since)
  return { ...Object.fromEntries(own.map(([name]) => [name, read(name)])), ...wild }
}

const wild: Readonly<Record<string, string | undefined>> = {
  sakila: corpus('sakila.sql'),
  chinook: corpus('chinook.sql')
    ?.replaceAll(/^(DROP DATABASE|CREATE DATABASE|\\c).*$/gm, '')
    .replaceAll(/^INSERT INTO[\s\S]*?;$/gm, ''),
  pagila: corpus('pagila.sql')
    ?.replaceAll(/^.*(EXTENSION.*vector|hnsw).*$/gm, '')
    .replaceAll('public.vector(20)', 'double precision[]')
    .replaceAll('uuidv7()', 'gen_random_uuid()')
    .replaceAll(' VIRTUAL', ' STORED'),
}

/** What needs PostgreSQL 18. */
export const newer = read('newer')

/**
 * PostgreSQL 18 alone has names for NOT NULL, and gives a partition's those of its parent, which its script therefore says. Nothing else in a
 * script depends on the server's version.
 */
export const withoutNotNullNames = (script: string): string =>
  script.replaceAll(/CONSTRAINT "\w+_not_null" NOT NULL/g, 'NOT NULL')

/**
 * What pg_dump says, as far as it says the same of the same. Which views of a circle it makes in two steps, and when, is up to the order in which
 * they were made. What comes of it is not. Nothing for circles that it cannot break itself.
 */
export function judged(name: string, dump: string): unknown {
  if (name === 'deep-loops') return undefined
  if (name !== 'loops') return dump
  return split(dump)
    .map(({ text }) => text.replace(/^CREATE OR REPLACE VIEW/, 'CREATE VIEW'))
    .filter((text) => !/^CREATE VIEW [^\n]* AS\nSELECT\n {4}NULL::/.test(text))
    .toSorted()
}
