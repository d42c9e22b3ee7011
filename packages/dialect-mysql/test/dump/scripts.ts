import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { mysqlServers, type MysqlServerName } from '@lithify/test-servers'
import { corpus } from '../helpers.ts'

export const read = (name: string): string =>
  readFileSync(join(import.meta.dirname, '../schemas', `${name}.sql`), 'utf8')

/** Schemas that are about one topic each, where the server has what is in them, and those from the wild. */
export function scriptsFor(name: MysqlServerName): Readonly<Record<string, string | undefined>> {
  const { flavour } = mysqlServers[name]
  const newest = name === 'mysql9' || name === 'mariadb11' ? [name] : []
  const topics = ['tables', 'code', 'corners', flavour, ...newest]
  return { ...Object.fromEntries(topics.map((each) => [each, read(each)])), ...wild }
}

/** Both make a database of their own and go into it. Rows say nothing of a schema. */
const wild: Readonly<Record<string, string | undefined>> = {
  sakila: corpus('sakila.sql')?.replaceAll(/^(DROP SCHEMA|CREATE SCHEMA|USE) .*$|\bsakila\./gm, ''),
  chinook: corpus('chinook.sql')
    ?.replaceAll(/^(DROP DATABASE|CREATE DATABASE|USE) .*$/gm, '')
    .replaceAll(/^INSERT INTO[\s\S]*?;$/gm, ''),
}
