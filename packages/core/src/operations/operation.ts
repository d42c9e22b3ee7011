import type {
  Check,
  Column,
  ForeignKey,
  Index,
  ObjectRef,
  OpaqueObject,
  Options,
  PrimaryKey,
  Table,
  TableRef,
  Unique,
  View,
} from '../schema/model.ts'

/** What `alterColumn` changes. An absent key stays as it is; `null` takes the thing away. */
export interface ColumnChange {
  readonly type?: string | undefined
  readonly nullable?: boolean | undefined
  readonly default?: string | null | undefined
  readonly generated?: Column['generated'] | null
  readonly collation?: string | null | undefined
  readonly comment?: string | null | undefined
  readonly options?: Options | null | undefined
}

/** One structural change, as plain data: it can be printed, hashed, replayed in memory and reversed. */
export type Operation =
  | {
      readonly kind: 'createTable'
      readonly table: Table
      readonly foreignKeys: readonly ForeignKey[]
      /**
       * It may be there already: one of lithify's own, which two runners may make at once, on two servers of a cluster. Where the members of one
       * repeat each other's statements, such a statement must not fail. A dialect whose servers are in no such cluster need not heed it.
       */
      readonly unlessThere?: boolean | undefined
    }
  | { readonly kind: 'dropTable'; readonly table: TableRef }
  | { readonly kind: 'renameTable'; readonly table: TableRef; readonly to: string }
  | {
      readonly kind: 'alterTable'
      readonly table: TableRef
      readonly options?: Options | undefined
      readonly comment?: string | null | undefined
    }
  | { readonly kind: 'addColumn'; readonly table: TableRef; readonly column: Column }
  | { readonly kind: 'dropColumn'; readonly table: TableRef; readonly column: string }
  | { readonly kind: 'renameColumn'; readonly table: TableRef; readonly column: string; readonly to: string }
  | {
      readonly kind: 'alterColumn'
      readonly table: TableRef
      readonly column: string
      readonly change: ColumnChange
      /** The column as it was, where the author knows it: with it the operation can be reversed by itself. */
      readonly from?: Column | undefined
    }
  /** Its columns become not null. */
  | { readonly kind: 'addPrimaryKey'; readonly table: TableRef; readonly primaryKey: PrimaryKey }
  | { readonly kind: 'dropPrimaryKey'; readonly table: TableRef }
  | { readonly kind: 'addUnique'; readonly table: TableRef; readonly unique: Unique }
  | { readonly kind: 'dropUnique'; readonly table: TableRef; readonly name: string }
  | { readonly kind: 'addCheck'; readonly table: TableRef; readonly check: Check }
  | { readonly kind: 'dropCheck'; readonly table: TableRef; readonly name: string }
  | { readonly kind: 'addForeignKey'; readonly foreignKey: ForeignKey }
  | { readonly kind: 'dropForeignKey'; readonly table: TableRef; readonly name: string }
  | { readonly kind: 'createIndex'; readonly index: Index }
  | { readonly kind: 'dropIndex'; readonly table: TableRef; readonly name: string }
  | { readonly kind: 'renameIndex'; readonly table: TableRef; readonly name: string; readonly to: string }
  | { readonly kind: 'createView'; readonly view: View }
  | { readonly kind: 'dropView'; readonly view: TableRef }
  /** Opaque objects: the dialect wrote `create` and `drop`. */
  | { readonly kind: 'createObject'; readonly object: OpaqueObject }
  | { readonly kind: 'dropObject'; readonly object: ObjectRef }
  /** The options that are named are set, the others stay; `null` takes one away. */
  | { readonly kind: 'setDatabaseOptions'; readonly options: Options }
  /** SQL that core does not understand. Without `down` it cannot be reversed. */
  | { readonly kind: 'sql'; readonly up: string; readonly down?: string | undefined }

export type OperationKind = Operation['kind']
export type OperationOf<K extends OperationKind> = Extract<Operation, { kind: K }>
