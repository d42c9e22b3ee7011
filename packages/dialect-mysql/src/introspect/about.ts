import type { Options } from '@lithify/core'
import type { MysqlSession } from '../driver.ts'

/** What has to be known of a database before its objects can be read. */
export interface About {
  readonly database: string
  /** What the database has where a table says nothing else. */
  readonly charset: string
  readonly collation: string
  /** What its charset brings where no collation is said, as a table's text says none that is so. */
  readonly usualCollation: string
  /** How this session compares strings: what `SET NAMES utf8mb4` brings here. */
  readonly names: string
}

export async function readAbout(session: MysqlSession): Promise<About> {
  const [row] = await session.query<Record<string, string | null>>(
    `SELECT DATABASE() AS db, @@character_set_database AS charset, @@collation_database AS collation,
       (SELECT DEFAULT_COLLATE_NAME FROM information_schema.CHARACTER_SETS WHERE CHARACTER_SET_NAME = @@character_set_database) AS usual, @@SESSION.collation_connection AS names`,
  )
  const text = (key: string): string => row?.[key] ?? ''
  return {
    database: text('db'),
    charset: text('charset'),
    collation: text('collation'),
    usualCollation: text('usual'),
    names: text('names'),
  }
}

/** `names` is no part of the schema: a dump says it, so that it is loaded as it was read. See compare.ts and frame.ts. */
export const schemaOptions = ({ charset, collation, names }: About): Options => ({ charset, collation, names })
