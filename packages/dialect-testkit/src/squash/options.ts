import type { TestDatabase, TestFunction } from '../options.ts'

/** What a dialect hands to {@link testSquash}. */
export interface TestSquashOptions extends Extras {
  readonly test: TestFunction
  /** A fresh, empty database each time it is called. */
  readonly factory: () => TestDatabase | Promise<TestDatabase>
  /** How many migrations the project has. Default 300. */
  readonly migrations?: number | undefined
}

/** What only a dialect can write: each the SQL that makes it, and the SQL that takes it away. */
export interface Extras {
  /** A trigger of that name on a table that has the columns `id`, `title`, `total` and `note`. */
  readonly trigger?: ((name: string, table: string) => readonly [up: string, down: string]) | undefined
  /** A function or procedure of that name. */
  readonly routine?: ((name: string) => readonly [up: string, down: string]) | undefined
}
