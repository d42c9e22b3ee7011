import type { ForeignKey, KeyPart, Options } from '@lithify/core'

/** What a CREATE TABLE text says. Names are as written there; what states no name has none yet. */
export interface ParsedTable {
  readonly columns: ParsedColumn[]
  primaryKey: ParsedKey | undefined
  readonly uniques: ParsedKey[]
  readonly checks: ParsedCheck[]
  readonly foreignKeys: ParsedForeignKey[]
  withoutRowid: boolean
  strict: boolean
}

export interface ParsedColumn {
  readonly name: string
  readonly type: string
  notNull: boolean
  /** The expression, as the model has it. */
  default?: string
  /** The same as SQLite's catalog shows it. */
  rawDefault?: string
  generated?: { readonly expression: string; readonly stored: boolean }
  collation?: string
  autoincrement: boolean
  onConflict?: string
  readonly constraintNames: Record<string, string>
}

export interface ParsedKey {
  readonly name: string | undefined
  readonly keys: readonly KeyPart[]
  readonly options: Options
}

interface ParsedCheck {
  readonly name: string | undefined
  /** The column that it was written at. */
  readonly column: string | undefined
  readonly expression: string
  readonly options: Options
}

export type ParsedForeignKey = Pick<
  ForeignKey,
  'columns' | 'references' | 'onDelete' | 'onUpdate' | 'match' | 'deferrable'
> & {
  readonly name: string | undefined
}
