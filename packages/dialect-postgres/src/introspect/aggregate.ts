import type { OpaqueObject } from '@lithify/core'
import { quote, quoteString } from '../names.ts'
import { text, type CatalogRow } from './catalog.ts'
import { opaque } from './opaque.ts'

type Details = Readonly<Record<string, string | number | boolean | readonly [string, string] | null>>

/** The modes of a final function, and which of them goes without saying. */
const modify: Readonly<Record<string, string>> = { r: 'READ_ONLY', s: 'SHAREABLE', w: 'READ_WRITE' }
const parallel: Readonly<Record<string, string>> = { s: 'SAFE', r: 'RESTRICTED' }

export function aggregateOf(row: CatalogRow): OpaqueObject {
  const details = row['aggregate'] as Details
  const signature = text(row['arguments'])
  const name = `${text(row['quoted'])}(${signature === '' ? '*' : signature})`
  const place = `${quote(text(row['nspname']))}.${name}`
  const parts = [...main(details), ...moving(details), ...rest(details, text(row['parallel']))]
  return opaque(row, {
    kind: 'aggregate',
    namespace: row['nspname'],
    name,
    create: `CREATE AGGREGATE ${place} (${parts.join(', ')})`,
    drop: `DROP AGGREGATE ${place}`,
  })
}

const set = (word: string, value: Details[string] | undefined): string[] =>
  (typeof value === 'string' && value !== '-' && value !== '') || (typeof value === 'number' && value !== 0)
    ? [`${word} = ${value}`]
    : []
const literal = (word: string, value: unknown): string[] =>
  typeof value === 'string' ? [`${word} = ${quoteString(value)}`] : []
const mode = (word: string, value: unknown, usual: string): string[] =>
  value === usual ? [] : [`${word} = ${modify[text(value)] ?? ''}`]

function main(details: Details): string[] {
  return [
    ...set('SFUNC', details['sfunc']),
    ...set('STYPE', details['stype']),
    ...set('SSPACE', details['sspace']),
    ...set('FINALFUNC', details['final']),
    ...(details['final_extra'] === true ? ['FINALFUNC_EXTRA'] : []),
    ...mode('FINALFUNC_MODIFY', details['final_modify'], usualMode(details)),
    ...set('COMBINEFUNC', details['combine']),
    ...set('SERIALFUNC', details['serial']),
    ...set('DESERIALFUNC', details['deserial']),
    ...literal('INITCOND', details['init']),
  ]
}

function moving(details: Details): string[] {
  if (details['mstype'] === null) return []
  return [
    ...set('MSFUNC', details['msfunc']),
    ...set('MINVFUNC', details['minvfunc']),
    ...set('MSTYPE', details['mstype']),
    ...set('MSSPACE', details['msspace']),
    ...set('MFINALFUNC', details['mfinal']),
    ...(details['mfinal_extra'] === true ? ['MFINALFUNC_EXTRA'] : []),
    ...mode('MFINALFUNC_MODIFY', details['mfinal_modify'], usualMode(details)),
    ...literal('MINITCOND', details['minit']),
  ]
}

function rest(details: Details, safety: string): string[] {
  const sort = details['sort'] as readonly [string, string] | null
  return [
    ...(sort === null ? [] : [`SORTOP = OPERATOR(${quote(sort[0])}.${sort[1]})`]),
    ...(details['kind'] === 'h' ? ['HYPOTHETICAL'] : []),
    ...(parallel[safety] === undefined ? [] : [`PARALLEL = ${parallel[safety]}`]),
  ]
}

const usualMode = (details: Details): string => (details['kind'] === 'n' ? 'r' : 'w')
