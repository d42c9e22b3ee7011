import type { Connection } from '../config/config.ts'
import type { BaselineSource } from '../runner/baseline-source.ts'
import { bootstrap } from './bootstrap.ts'
import type { Manifest } from './manifest.ts'
import { checkBaseline, findBaseline, type ReadBaselineOptions } from './read-baseline.ts'

/**
 * The dump of a connection as the runner sees it. A dump that cannot be loaded is only a problem for a database that would be booted from
 * it, so it comes back with its problem instead of being thrown, unless it was asked for by name.
 * @throws LithifyError as `findBaseline`
 */
export async function baselineSource(
  connection: Connection,
  options: ReadBaselineOptions,
): Promise<BaselineSource | undefined> {
  const found = await findBaseline(connection, options)
  if (found === undefined) return undefined
  const { place, manifest, problem } = found
  if (problem !== undefined) {
    if (options.schemaPath !== undefined) throw problem
    const fail = (): Promise<never> => Promise.reject(problem)
    return { label: place.label, ...embeddedIn(manifest), check: fail, load: fail }
  }
  const baseline = { manifest, ...place }
  return {
    label: place.label,
    ...embeddedIn(manifest),
    check: async () => checkBaseline(baseline),
    checksum: manifest.dumpChecksum,
    load: (context, resumed) => bootstrap(context, baseline, { resumed }),
  }
}

function embeddedIn(manifest: Manifest | undefined): Pick<BaselineSource, 'squashed' | 'prunedNames' | 'migrations'> {
  const migrations = manifest?.migrations ?? []
  return {
    squashed: manifest?.squashed ?? false,
    prunedNames: prunedNamesOf(manifest),
    migrations,
  }
}

/** The migrations whose files were removed on purpose. */
export function prunedNamesOf(manifest: Pick<Manifest, 'migrations'> | undefined): string[] {
  return (manifest?.migrations ?? []).filter(({ pruned }) => pruned === true).map(({ name }) => name)
}
