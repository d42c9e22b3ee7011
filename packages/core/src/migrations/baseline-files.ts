import type { BaselineRecord } from '../operations/baseline.ts'
import { loadMigration } from './load.ts'
import type { MigrationFile } from './migration-file.ts'

/** What baselines said of themselves, by name and text. It is part of the text, so that it is asked for once. */
const known = new Map<string, BaselineRecord>()

/** Files with what those of them that are baseline migrations say of themselves. Only those are evaluated. */
export async function withBaselines(files: readonly MigrationFile[], root: string): Promise<MigrationFile[]> {
  const found: MigrationFile[] = []
  for (const file of files) {
    const record = file.baseline === true ? await recordOf(file, root) : undefined
    found.push(record === undefined ? file : { ...file, record })
  }
  return found
}

async function recordOf(file: MigrationFile, root: string): Promise<BaselineRecord | undefined> {
  const key = `${file.name}\0${file.checksum}`
  const record = known.get(key) ?? (await loadMigration(file, { root })).baseline
  if (record !== undefined) known.set(key, record)
  return record
}
