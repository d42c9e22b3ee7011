import type { ServerInfo } from './dialect.ts'

/** What long work reports while it goes on. Plain data; durations are in milliseconds. */
export type LithifyEvent =
  | { readonly type: 'connected'; readonly connection: string; readonly server: ServerInfo }
  | { readonly type: 'lockWaiting'; readonly connection: string; readonly owner?: string | undefined }
  | { readonly type: 'lockAcquired'; readonly connection: string }
  /** The names that will be worked on, in order, before the first of them is touched. */
  | {
      readonly type: 'planned'
      readonly connection: string
      readonly names: readonly string[]
      readonly bootstrap?: string | undefined
    }
  | { readonly type: 'bootstrapStarted'; readonly connection: string; readonly path: string }
  | {
      readonly type: 'bootstrapFinished'
      readonly connection: string
      readonly path: string
      readonly migrations: number
      readonly durationMs: number
    }
  | {
      readonly type: 'migrationStarted'
      readonly connection: string
      readonly name: string
      readonly direction: Direction
    }
  | {
      readonly type: 'migrationFinished'
      readonly connection: string
      readonly name: string
      readonly direction: Direction
      readonly durationMs: number
    }
  /** The row of a baseline took the place of the rows of the migrations that it replaces. */
  | {
      readonly type: 'baselineAdopted'
      readonly connection: string
      readonly name: string
      readonly replaced: number
    }
  /** The reverse, because the migrations have their files again. */
  | {
      readonly type: 'baselineRestored'
      readonly connection: string
      readonly name: string
      readonly restored: number
    }
  /** A batch of statements is about to be sent. `done` counts the statements of this script that went before. */
  | {
      readonly type: 'statements'
      readonly connection: string
      readonly name: string
      readonly done: number
      readonly sending: number
    }
  | { readonly type: 'step'; readonly connection: string; readonly step: string }
  | { readonly type: 'fileWritten'; readonly path: string }
  | { readonly type: 'fileRemoved'; readonly path: string }
  | { readonly type: 'warning'; readonly connection: string; readonly warning: Warning }

export type Direction = 'up' | 'down'

/** Something that did not stop the work but that its owner should know. */
export interface Warning {
  /** Stable, as error codes are: `LITHIFY_W_…`. */
  readonly code: `LITHIFY_W_${string}`
  readonly message: string
  readonly hint?: string | undefined
}

export type EventListener = (event: LithifyEvent) => void
