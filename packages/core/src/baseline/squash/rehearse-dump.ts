import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Context } from '../../runner/context.ts'
import type { DumpOptions } from '../../runner/options.ts'
import type { SquashResult } from '../../runner/results.ts'
import { pairOf } from '../pair.ts'
import { readPrevious } from '../previous.ts'
import { provePrune } from '../prove-prune.ts'
import { placeOf } from '../read-baseline.ts'
import { isPruned, takeDump } from '../take-dump.ts'
import type { DumpState } from '../write-dump.ts'

type Rehearsal = Pick<SquashResult, 'squashed' | 'objects' | 'data' | 'text'>

/** What a prune would do. Its dump is written where nobody looks for one, tried out there, and gone afterwards. */
export async function rehearseDump(
  context: Context,
  options: DumpOptions,
  { sharedWith = [], through, unverified }: DumpState,
): Promise<Rehearsal> {
  const place = placeOf(context.connection)
  const previous = await readPrevious(context, place)
  const folder = await mkdtemp(join(tmpdir(), 'lithify-'))
  try {
    const wanted = { options, place, previous, sharedWith, through, aside: pairOf(join(folder, 'schema.sql')) }
    const taken = await context.session.transaction(() => takeDump(context, wanted), { readOnly: true })
    await provePrune(context, taken, { place, previous, options, unverified })
    const { seen, report, manifest, aside } = taken
    return {
      squashed: seen.listing.files.map(({ name }) => name).filter((name) => isPruned(name, through)),
      objects: report.objects,
      data: manifest.data,
      text: await readFile(aside.path, 'utf8'),
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
