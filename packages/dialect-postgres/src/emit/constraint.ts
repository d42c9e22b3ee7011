import type { Check, ForeignKey, PrimaryKey, Unique } from '@lithify/core'
import { referentialActions } from '@lithify/core/dialect-kit'
import { quote } from '../names.ts'
import { columnsOf, parameters, qualified, quoteList } from './names.ts'

const timing = { initiallyImmediate: 'DEFERRABLE', initiallyDeferred: 'DEFERRABLE INITIALLY DEFERRED' } as const

const named = (name: string | undefined): string => (name === undefined ? '' : `CONSTRAINT ${quote(name)} `)

export function keyText(word: 'PRIMARY KEY' | 'UNIQUE', { name, keys, options }: PrimaryKey | Unique): string {
  const definition = options?.['definition']
  const space = options?.['tablespace']
  const deferral = timing[options?.['deferrable'] as keyof typeof timing]
  const storage = `${parameters(options?.['parameters'])}${typeof space === 'string' ? ` USING INDEX TABLESPACE ${quote(space)}` : ''}`
  // The definition is the server's own, and holds the deferral; storage comes before that.
  if (typeof definition === 'string') {
    const at = definition.search(/ DEFERRABLE( INITIALLY DEFERRED)?$/)
    const end = at === -1 ? definition.length : at
    return `${named(name)}${definition.slice(0, end)}${storage}${definition.slice(end)}`
  }
  return `${named(name)}${word} (${columnsOf(keys)})${storage}${deferral === undefined ? '' : ` ${deferral}`}`
}

/** PostgreSQL checks the rows that are there unless it is told not to; within CREATE TABLE there are none. */
export function checkText({ name, expression, options }: Check): string {
  const flags = [
    ...(options?.['noInherit'] === true ? ['NO INHERIT'] : []),
    ...(options?.['notEnforced'] === true ? ['NOT ENFORCED'] : []),
    ...(options?.['notValid'] === true ? ['NOT VALID'] : []),
  ]
  return [`CONSTRAINT ${quote(name)} CHECK (${expression})`, ...flags].join(' ')
}

export function foreignKeyText(key: ForeignKey): string {
  const start = `CONSTRAINT ${quote(key.name)} `
  const definition = key.options?.['definition']
  if (typeof definition === 'string') return start + definition
  const { references, onDelete = 'noAction', onUpdate = 'noAction', match, deferrable } = key
  const target = qualified({ schema: references.schema, name: references.table })
  const columns = references.columns.length === 0 ? '' : ` (${quoteList(references.columns)})`
  return [
    `${start}FOREIGN KEY (${quoteList(key.columns)}) REFERENCES ${target}${columns}`,
    ...(match === undefined ? [] : [`MATCH ${match.toUpperCase()}`]),
    ...(onUpdate === 'noAction' ? [] : [`ON UPDATE ${referentialActions[onUpdate]}`]),
    ...(onDelete === 'noAction' ? [] : [`ON DELETE ${referentialActions[onDelete]}`]),
    ...(deferrable === undefined ? [] : [timing[deferrable]]),
    ...(key.options?.['notValid'] === true ? ['NOT VALID'] : []),
  ].join(' ')
}
