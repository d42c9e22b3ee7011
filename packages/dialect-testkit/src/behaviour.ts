import type { Capabilities, Dialect } from '@lithify/core'
import type { Kit } from './kit.ts'
import type { TestDialectOptions } from './options.ts'

/** One thing that the contract asks of every dialect, or of those that claim a capability. */
export interface Behaviour {
  readonly name: string
  /** The capabilities that have to be claimed. */
  readonly needs?: readonly BooleanCapability[] | undefined
  /** What the dialect has to hand to the kit for it. */
  readonly given?: keyof TestDialectOptions | undefined
  /** Why it is not asked of a dialect, where capabilities do not tell. */
  readonly unless?: ((dialect: Dialect) => string | undefined) | undefined
  readonly run: (kit: Kit) => Promise<void>
}

type BooleanCapability = {
  [K in keyof Capabilities]: Capabilities[K] extends boolean ? K : never
}[keyof Capabilities]
