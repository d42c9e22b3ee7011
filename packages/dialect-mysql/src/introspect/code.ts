import type { ObjectRef, OpaqueObject, Options } from '@lithify/core'
import { quote } from '../names.ts'
import type { About } from './about.ts'
import { hasLetters } from './literals.ts'
import { isUnicode, type Shown } from './show.ts'
import { withoutDatabaseInHead, withoutDefiner } from './texts.ts'

const words: Readonly<Record<string, string>> = { packageBody: 'PACKAGE BODY' }

/** How it is dropped. */
const dropText = ({ kind, name }: ObjectRef): string => `DROP ${words[kind] ?? kind.toUpperCase()} ${quote(name)}`

/** A routine, trigger, event or sequence: its text, and the settings of the session that made it, on which depends what the text means. */
export function readCode(shown: Shown, about: About, definers: boolean): OpaqueObject {
  const { ref, sqlMode, timeZone, databaseCollation } = shown
  const own = definers ? shown.text : withoutDefiner(shown.text)
  const create = withoutEnd(ref.kind === 'trigger' ? withoutDatabaseInHead(own, about.database) : own)
  const options: Options = {
    ...(sqlMode === undefined ? {} : { sqlMode }),
    ...settings(shown, create, about),
    ...(databaseCollation === undefined || databaseCollation === about.collation ? {} : { databaseCollation }),
    ...(timeZone === undefined ? {} : { timeZone }),
  }
  return {
    kind: ref.kind,
    ...(ref.table === undefined ? {} : { table: ref.table }),
    name: ref.name,
    create,
    drop: dropText(ref),
    ...(Object.keys(options).length === 0 ? {} : { options }),
  }
}

/** Some clients leave the semicolon that ends a script's statement in the body. It says nothing. */
const withoutEnd = (text: string): string =>
  /(?:--|#)[^\n]*$/.test(text.trimEnd()) ? text : text.replace(/[\s;]+$/, '')

/**
 * The character sets it was made under, where they are others than those of this session. A text with letters of its own is written in Unicode, and
 * so it is made again: what the strings in it are does not depend on that, but on the connection's collation.
 */
export function settings({ charset, connection }: Shown, text: string, { names }: About): Options {
  const kept = charset !== undefined && charset !== 'utf8mb4' && (!hasLetters(text) || isUnicode(charset))
  return {
    ...(kept ? { charset } : {}),
    ...(connection === undefined || connection === names ? {} : { connection }),
  }
}
