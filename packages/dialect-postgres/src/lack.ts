import { quote } from './names.ts'

/** What was refused: the server's code and words, the statement, and whose it was. */
export interface Refused {
  readonly code: string | undefined
  readonly said: string
  readonly text: string
  readonly user: string
}

/** What is lacking, and the statement that gives it. */
export interface Lack {
  readonly hint: string
  readonly data?: Readonly<Record<string, string>>
}

/**
 * What to do about a role that lacks a privilege, or about what a statement needs and a dump does not make: a role, the schema `public`. The server names the
 * object and not the privilege, which the statement tells. Its words are understood in English; in other languages its own hint stays.
 */
export function lackOf(refused: Refused): Lack | undefined {
  switch (refused.code) {
    case '42501':
      return privilege(refused)
    case '42704':
      return missingRole(refused)
    case '3F000':
      return missingSchema(refused)
    default:
      return undefined
  }
}

function missingRole({ said }: Refused): Lack | undefined {
  const role = /^role "(.*)" does not exist$/.exec(said)?.[1]
  if (role === undefined) return undefined
  return {
    hint: `Roles belong to the server, and are made by nobody but you:  CREATE ROLE ${quote(role)}   A dump that needs none:  lithify dump --no-privileges`,
    data: { role },
  }
}

function missingSchema({ said }: Refused): Lack | undefined {
  if (!/^schema "public" does not exist$/.test(said)) return undefined
  return { hint: 'Every new database has it, and somebody dropped it here:  CREATE SCHEMA public' }
}

function privilege(refused: Refused): Lack {
  const { said, user } = refused
  const denied = /^permission denied for (.+?) ([^ ]+|".*")$/.exec(said)
  const kind = denied?.[1] ?? ''
  const name = denied?.[2] ?? ''
  if (grantWords[kind] !== undefined) return grant(refused, kind, name)
  const owned = /^must be owner of (.+)$/.exec(said)?.[1]
  if (owned !== undefined)
    return { hint: `Only who owns it may do that, and members of that role:  GRANT <owner> TO ${quote(user)}` }
  const role = /(?:member of role|able to SET ROLE|to set role) "(.*)"$/.exec(said)?.[1]
  if (role !== undefined) return { hint: `As a superuser:  GRANT ${quote(role)} TO ${quote(user)}`, data: { role } }
  const extension = /^permission denied to create extension "(.*)"$/.exec(said)?.[1]
  if (extension !== undefined)
    return {
      hint: `Let a superuser create it before:  CREATE EXTENSION ${quote(extension)}   or, where the server trusts the extension, as the owner of the database:  GRANT CREATE ON DATABASE … TO ${quote(user)}`,
      data: { extension },
    }
  return { hint: `${quote(user)} may not do that. Let a role do it that may: name it in the URL.` }
}

/** The words of GRANT for what the server calls so. */
const grantWords: Readonly<Record<string, string>> = {
  schema: 'SCHEMA',
  database: 'DATABASE',
  table: 'TABLE',
  view: 'TABLE',
  'materialized view': 'TABLE',
  'foreign table': 'TABLE',
  sequence: 'SEQUENCE',
  function: 'FUNCTION',
  procedure: 'PROCEDURE',
  type: 'TYPE',
  language: 'LANGUAGE',
  tablespace: 'TABLESPACE',
  'foreign-data wrapper': 'FOREIGN DATA WRAPPER',
  'foreign server': 'FOREIGN SERVER',
}

function grant({ text, user }: Refused, kind: string, name: string): Lack {
  const word = grantWords[kind] ?? kind.toUpperCase()
  const needed = needs(word, text)
  const on = `${word} ${placeOf(word, name, text)}`
  return {
    hint: `As its owner or a superuser:  GRANT ${needed} ON ${on} TO ${quote(user)}`,
    data: { privilege: needed, on },
  }
}

function needs(word: string, text: string): string {
  const verb = /^\s*(\w+)/.exec(text)?.[1]?.toUpperCase() ?? ''
  switch (word) {
    case 'SCHEMA':
      return verb === 'CREATE' || verb === 'ALTER' ? 'USAGE, CREATE' : 'USAGE'
    case 'DATABASE':
      return /\btemp(?:orary)?\b/i.test(text) ? 'TEMPORARY' : 'CREATE'
    case 'TABLESPACE':
      return 'CREATE'
    case 'FUNCTION':
    case 'PROCEDURE':
      return 'EXECUTE'
    case 'SEQUENCE':
      return verb === 'SELECT' ? 'SELECT' : 'USAGE'
    case 'TABLE':
      return tableVerbs.has(verb) ? verb : verb === 'ALTER' || verb === 'CREATE' ? tableNeed(text) : 'SELECT'
    default:
      return 'USAGE'
  }
}

const tableVerbs: ReadonlySet<string> = new Set(['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE'])

/** Of what refers to a table of somebody else's. */
function tableNeed(text: string): string {
  if (/\bREFERENCES\b/i.test(text)) return 'REFERENCES'
  return /\bTRIGGER\b/i.test(text) ? 'TRIGGER' : 'SELECT'
}

/** The server names relations without their schema. The statement has it, if the two stand beside each other. */
function placeOf(word: string, name: string, text: string): string {
  const plain = name.startsWith('"') && name.endsWith('"') ? name.slice(1, -1) : name
  if (word !== 'TABLE' && word !== 'SEQUENCE') return quote(plain)
  const escaped = plain.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll('"', '""')
  const schema = new RegExp(`("(?:[^"]|"")+"|[\\w$]+)\\s*\\.\\s*"?${escaped}"?(?![\\w"])`).exec(text)?.[1]
  return schema === undefined ? quote(plain) : `${schema}.${quote(plain)}`
}
