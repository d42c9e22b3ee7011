// lithify's main job, for real, on SQLite, in a folder that is gone afterwards. Every command is shown as it would be typed, with
// what it prints, and every step is checked: the demo fails when anything is not as it says. It needs Node's own modules only.
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { files } from './files.mjs'
import { cat, lithify, read, root, say, scene, setUp, tearDown, write } from './stage.mjs'

const dump = 'database/schema/primary-schema.sql'
const manifest = 'database/schema/primary-schema.meta.json'
const exists = (path) => existsSync(join(root, path))

function play() {
  scene('A new project')
  lithify('init', { says: 'lithify.config' })
  cat('lithify.config.mjs')

  scene('Three migrations: two in SQL, one in code')
  write('database/migrations/20260101090000_create_customers.sql', files.customers)
  write('database/migrations/20260102090000_create_invoices.mjs', files.invoices)
  write('database/migrations/20260103090000_reference_data.sql', files.countries)
  lithify('status', { says: ['no database yet', 'none applied, 3 pending'] })
  lithify('run', { says: ['✓ 20260101090000_create_customers', '3 applied, none pending'] })
  lithify('status --exit-code', { says: '3 applied, none pending' })

  scene('A migration with a mistake: where it is, and nothing of it applied')
  write('database/migrations/20260104090000_create_payments.sql', files.paymentsWrong)
  lithify('run', { code: 1, says: ['LITHIFY_E_STATEMENT', '20260104090000_create_payments.sql:5', '^'] })
  say('\nMended:')
  write('database/migrations/20260104090000_create_payments.sql', files.payments)
  lithify('run', { says: '4 applied, none pending' })

  scene('The live schema as one SQL file, with its manifest')
  lithify('dump --data countries', { says: ['4 migrations', 'with 3 rows of countries'] })
  cat(dump, 14)
  cat(manifest)
  const { squashedMigrationNames } = JSON.parse(read(manifest))
  assert.equal(squashedMigrationNames.length, 4)
  lithify('dump --data countries', { says: 'unchanged' })

  scene('A later migration; then a new, empty database: booted from the dump, and the later one on top')
  write('database/migrations/20260105090000_add_due_dates.mjs', files.dueDates)
  lithify('run --url sqlite:colleague.db', {
    says: [
      /◆ empty database: loaded .*primary-schema\.sql \(4 migrations\)/,
      '✓ 20260105090000_add_due_dates',
      '5 applied, none pending',
    ],
  })
  lithify('run', { says: '5 applied, none pending' })

  scene('Both databases are the same: the one dumps to what the other dumps to')
  lithify('dump --data countries', { says: '5 migrations' })
  lithify('dump --data countries --path colleague.sql --url sqlite:colleague.db')
  assert.equal(read('colleague.sql'), read(dump), 'both dumps have the same bytes')
  say('  the two dumps are byte for byte the same')

  scene('Back and forth')
  lithify('rollback --dry-run', { says: '20260105090000_add_due_dates' })
  lithify('rollback', { says: ['↓ 20260105090000_add_due_dates', '1 rolled back, 4 still applied'] })
  lithify('run', { says: '5 applied, none pending' })

  scene('What would lose rows asks first, and is refused where nobody can be asked')
  lithify('fresh', { code: 1, says: ['LITHIFY_E_CONFIRMATION', '--force'] })

  scene('Everything agrees: files, lock file, dump, database')
  lithify('verify --exit-code', { says: 'all agree' })
  assert(exists('lithify.lock'))

  scene('A history collapsed: the dump stays, the files that it embeds go')
  lithify('dump --data countries --prune', { says: '5 files pruned' })
  assert(!exists('database/migrations/20260101090000_create_customers.sql'))
  lithify('status --exit-code', { says: 'none pending' })
  lithify('run --url sqlite:ci.db', { says: '(5 migrations)' })
}

try {
  setUp()
  play()
  console.log('\nAll of it was as it says. The README’s tour takes it from here.')
} catch (error) {
  console.error(`\nThe demo is not as it says: ${error.message}`)
  process.exitCode = 1
} finally {
  tearDown()
}
