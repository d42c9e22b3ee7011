import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { testSquash } from '@lithify/dialect-testkit'
import { test } from 'vitest'
import { sqlite } from '../../src/index.ts'

// Fifteen hundred transactions are flushed one by one; where there is a disk in memory, that takes no time.
const place = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

testSquash({
  test: (name, run) => test(name, { timeout: 300_000 }, run),
  factory: () => {
    const directory = mkdtempSync(join(place, 'lithify-squash-'))
    return {
      configured: sqlite({ filename: join(directory, 'test.db') }),
      cleanup: () => rmSync(directory, { recursive: true, force: true }),
    }
  },
  trigger: (name, table) => [
    `create trigger ${name} after update on ${table} begin\n  update ${table} set note = 'touched' where id = new.id;\nend`,
    `drop trigger ${name}`,
  ],
})
