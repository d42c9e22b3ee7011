import type { ReplacedMigration } from '../operations/baseline.ts'

/** Migrations that a baseline replaces and, where one was a baseline itself, before it everything below it. */
export function* flatten(replaces: readonly ReplacedMigration[]): Generator<ReplacedMigration> {
  for (const each of replaces) {
    if (each.replaces !== undefined) yield* flatten(each.replaces)
    yield each
  }
}
