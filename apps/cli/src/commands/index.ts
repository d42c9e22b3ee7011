import { adopt } from './adopt.ts'
import type { Command } from './command.ts'
import { dump } from './dump.ts'
import { fresh } from './fresh.ts'
import { init } from './init.ts'
import { lock } from './lock.ts'
import { newMigration } from './new.ts'
import { refresh } from './refresh.ts'
import { reset } from './reset.ts'
import { resolve } from './resolve.ts'
import { rollback } from './rollback.ts'
import { squash } from './squash.ts'
import { unsquash } from './unsquash.ts'
import { run } from './run.ts'
import { status } from './status.ts'
import { verify } from './verify.ts'

/** In the order in which `--help` lists them: as a project comes to need them. */
export const commands: readonly Command[] = [
  init,
  newMigration,
  run,
  status,
  rollback,
  resolve,
  dump,
  squash,
  unsquash,
  verify,
  adopt,
  fresh,
  reset,
  refresh,
  lock,
]
