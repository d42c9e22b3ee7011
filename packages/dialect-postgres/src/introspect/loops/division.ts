import type { ObjectRef, OpaqueObject, SchemaObject } from '@lithify/core'

/** An object that is made in more than one step. */
export interface Division {
  /** What it is at first, without the pieces. */
  readonly first: SchemaObject
  readonly later: readonly Later[]
}

/** A piece that is added when what it needs is there. */
export interface Later {
  readonly piece: string
  readonly object: OpaqueObject
  /** Whether what needs the object, and is not in its circle, has to wait for this too. */
  readonly awaited: boolean
}

/** How an object that is in a circle can be made in steps. */
export interface Divider {
  /** What is done first where there is a choice: the least that changes. Of views and functions one at a time is divided. */
  readonly rank: 'type' | 'part' | 'view' | 'function'
  divide(object: SchemaObject, pieces: ReadonlySet<string>): Division
  /** What else in the circle can do with the first step. All of it when absent. */
  accepts?(ref: ObjectRef): boolean
  /** What has been made upon the first step and cannot be without the last. */
  bind?(object: SchemaObject): SchemaObject
}

/** What is done again to a member of a circle when all of it is there. */
export type Finish = (object: SchemaObject) => OpaqueObject

export interface Loops {
  readonly dividers: ReadonlyMap<string, Divider>
  readonly finishes: ReadonlyMap<string, Finish>
}
