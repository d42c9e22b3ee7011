import { LithifyError } from '../errors.ts'
import type { GenericSchema } from 'valibot'

import { baselineVersion, isBaseline, type BaselineRecord, type ReplacedMigration } from '../operations/baseline.ts'
import { isNamedAsBaseline } from './baseline-file.ts'
import { labelOf } from './label.ts'
import type { MigrationFile } from './migration-file.ts'
import { compareMigrationNames } from './natural.ts'

/**
 * What a baseline migration says of itself; `undefined` for every other migration.
 * @throws LithifyError `LITHIFY_E_BASELINE_INVALID`, `LITHIFY_E_BASELINE_VERSION`
 */
export async function readBaselineRecord(
  definition: unknown,
  file: MigrationFile,
  root: string,
): Promise<BaselineRecord | undefined> {
  const label = labelOf(file.path, root)
  if (!isBaseline(definition)) {
    if (file.baseline !== true) return undefined
    throw invalid(file, label, 'is named as a baseline and says `squashedThrough`, but does not export baseline({ … })')
  }
  if (!isNamedAsBaseline(file.name))
    throw invalid(file, label, 'exports a baseline, and its name does not end in "_baseline"')
  refuseNewer(definition.version, file, label)
  const { safeParse, getDotPath, baselineSchema } = await validator()
  const result = safeParse(baselineSchema, { ...definition })
  if (!result.success) {
    const [issue] = result.issues
    throw invalid(file, label, `is no valid baseline: ${getDotPath(issue) ?? 'the whole of it'}: ${issue.message}`)
  }
  const { squashedThrough, dialect, replaces, fingerprint, data } = result.output
  refuseContradiction(result.output, file, label)
  return { squashedThrough, dialect, replaces, fingerprint, data }
}

let loaded: ReturnType<typeof loadValidator> | undefined
const validator = (): ReturnType<typeof loadValidator> => (loaded ??= loadValidator())

async function loadValidator() {
  const v = await import('valibot')
  const text = v.pipe(v.string(), v.nonEmpty('Expected a text that is not empty'))
  const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'Expected a sha256 in hex'))
  const replaced: GenericSchema<ReplacedMigration> = v.object({
    name: text,
    checksum: sha256,
    replaces: v.optional(v.array(v.lazy(() => replaced))),
  })
  const baselineSchema = v.strictObject({
    version: v.literal(baselineVersion),
    squashedThrough: text,
    dialect: text,
    replaces: v.pipe(v.array(replaced), v.nonEmpty('Expected one migration at least')),
    fingerprint: sha256,
    data: v.array(v.object({ table: text, rows: v.pipe(v.number(), v.integer(), v.minValue(0)), digest: sha256 })),
    up: v.function(),
  })
  return { safeParse: v.safeParse, getDotPath: v.getDotPath, baselineSchema }
}

function refuseNewer(version: unknown, file: MigrationFile, label: string): void {
  if (typeof version !== 'number' || !Number.isInteger(version) || version <= baselineVersion) return
  throw new LithifyError(
    'LITHIFY_E_BASELINE_VERSION',
    `${label} is a baseline of version ${version}; this lithify knows versions up to ${baselineVersion}.`,
    {
      data: { name: file.name, file: label, version, known: baselineVersion },
      hint: 'Update lithify to at least the version that wrote it:  npm install lithify@latest',
    },
  )
}

/** What the shape alone does not rule out. */
function refuseContradiction({ replaces, squashedThrough }: BaselineRecord, file: MigrationFile, label: string): void {
  const seen = new Set<string>()
  for (const { name } of replaces) {
    if (seen.has(name)) throw invalid(file, label, `replaces ${name} twice`)
    seen.add(name)
  }
  if (!seen.has(squashedThrough)) throw invalid(file, label, `does not replace ${squashedThrough}, its own end`)
  const after = replaces.find(({ name }) => compareMigrationNames(squashedThrough, name) < 0)
  if (after !== undefined) throw invalid(file, label, `replaces ${after.name}, which comes after its own end`)
  if (seen.has(file.name)) throw invalid(file, label, 'replaces itself')
}

function invalid(file: MigrationFile, label: string, problem: string): LithifyError {
  return new LithifyError('LITHIFY_E_BASELINE_INVALID', `${label} ${problem}.`, {
    data: { name: file.name, file: label },
    hint: `Baselines are written by \`lithify squash\` and not edited. Take the committed one back:  git checkout HEAD -- ${label}`,
  })
}
