import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkSame } from '../check.ts'
import type { Sent } from '../driver/recording.ts'
import { orderJob, runJob } from '../jobs.ts'
import { inFreshFolder } from '../run-folder.ts'
import type { MigrationFiles } from './migrations.ts'
import { databaseName } from './project.ts'

/** Has lithify run once and keeps what it sent: that is what the floor repeats. */
export async function recordFloor(folder: string, files: MigrationFiles): Promise<string> {
  for (const project of [files.lithify, files.lithifyCode]) {
    await runJob('lithify.lock', { database: join(folder, databaseName), folder: project.root })
  }
  const path = join(folder, 'recording.json')
  await inFreshFolder(folder, (place) =>
    orderJob({
      job: 'lithify.migrate',
      input: { database: join(place, databaseName), folder: files.lithify.root },
      record: path,
    }),
  )
  checkRecording(JSON.parse(readFileSync(path, 'utf8')) as Sent[], files)
  return path
}

const isOwn = ({ sql }: Sent): boolean => /^(begin|commit)/i.test(sql) || sql.includes('lithify_')

/** A floor that did more than it has to would flatter lithify. */
function checkRecording(sent: readonly Sent[], { statements }: MigrationFiles): void {
  const transactions = sent.filter(({ sql }) => /^begin/i.test(sql)).length
  checkSame('the floor', 'transactions', transactions, statements.length + 1)
  checkSame(
    'the floor',
    'statement',
    sent.filter((each) => !isOwn(each)).map(({ sql }) => sql),
    statements.flat(),
  )
  const kept = sent.filter((each) => isOwn(each) && each.params.length > 0).length
  checkSame('the floor', 'history rows', kept, statements.length)
}
