import { LithifyError } from '../errors.ts'
import { shellWord } from '../shell-word.ts'
import { manifestVersion, type Manifest } from './manifest.ts'

/**
 * Reads a manifest. `label` is how its path is shown to people.
 * @throws LithifyError `LITHIFY_E_MANIFEST_INVALID`, `LITHIFY_E_MANIFEST_VERSION`
 */
export async function parseManifest(text: string, label: string): Promise<Manifest> {
  const json = parseJson(text, label)
  refuseNewer(json, label)
  const { safeParse, getDotPath, manifestSchema } = await validator()
  const result = safeParse(manifestSchema, json)
  if (!result.success) {
    const [issue] = result.issues
    throw invalid(label, `${getDotPath(issue) ?? 'the whole file'}: ${issue.message}`, { key: getDotPath(issue) })
  }
  const manifest: Manifest = result.output
  refuseContradiction(manifest, label)
  return manifest
}

// Most runs meet no manifest, and none of them should pay for the validator.
let loaded: ReturnType<typeof loadValidator> | undefined
const validator = (): ReturnType<typeof loadValidator> => (loaded ??= loadValidator())

async function loadValidator() {
  const v = await import('valibot')
  const text = v.pipe(v.string(), v.nonEmpty('Expected a text that is not empty'))
  const checksum = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'Expected a sha256 in hex'))
  const manifestSchema = v.object({
    version: v.literal(manifestVersion),
    connection: text,
    dialect: text,
    server: v.object({ name: text, major: v.string() }),
    dumpPath: text,
    generatedAt: text,
    schemaTableName: text,
    schemaVersionsTableName: text,
    dumpChecksum: checksum,
    schemaFingerprint: text,
    squashed: v.boolean(),
    data: v.array(v.object({ table: text, rows: v.pipe(v.number(), v.integer(), v.minValue(0)) })),
    privileges: v.optional(v.literal(true)),
    migrations: v.array(v.object({ name: text, checksum: v.string(), pruned: v.optional(v.literal(true)) })),
    squashedMigrationNames: v.array(text),
  })
  return { safeParse: v.safeParse, getDotPath: v.getDotPath, manifestSchema }
}

function parseJson(text: string, label: string): unknown {
  try {
    // An editor on Windows may have put a byte order mark.
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (cause) {
    const conflict = /^(<{7}|>{7}) /m.test(text)
    const what = conflict ? 'it holds the marks of a merge conflict' : 'it is truncated or no JSON'
    throw invalid(label, what, { conflict }, cause)
  }
}

function refuseNewer(json: unknown, label: string): void {
  const version = typeof json === 'object' && json !== null && 'version' in json ? json.version : undefined
  if (typeof version !== 'number' || !Number.isInteger(version) || version <= manifestVersion) return
  throw new LithifyError(
    'LITHIFY_E_MANIFEST_VERSION',
    `${label} is a manifest of version ${version}; this lithify knows versions up to ${manifestVersion}.`,
    {
      data: { path: label, version, known: manifestVersion },
      hint: 'Update lithify to at least the version that wrote it:  npm install lithify@latest',
    },
  )
}

/** What the shape alone does not rule out, and would make one part of lithify believe what another does not. */
function refuseContradiction(manifest: Manifest, label: string): void {
  const squashed = new Set(manifest.squashedMigrationNames)
  const embedded = new Set<string>()
  for (const [index, { name }] of manifest.migrations.entries()) {
    if (embedded.has(name))
      throw invalid(label, `migrations.${index}: ${name} is listed twice`, { key: `migrations.${index}` })
    embedded.add(name)
    if (!squashed.has(name)) {
      throw invalid(label, `squashedMigrationNames: ${name} is in migrations but not here`, {
        key: 'squashedMigrationNames',
      })
    }
  }
}

function invalid(label: string, what: string, data: Record<string, unknown>, cause?: unknown): LithifyError {
  return new LithifyError('LITHIFY_E_MANIFEST_INVALID', `${label} is no valid manifest: ${what}.`, {
    data: { path: label, ...data },
    hint: `Take the committed one back (either side of a merge will do):  git checkout HEAD -- ${shellWord(label)}   Then write the pair anew from a database that has every migration:  lithify dump`,
    cause,
  })
}
