import { boot } from './boot.ts'
import type { Case } from './case.ts'
import { coldStart } from './cold-start.ts'
import { dump } from './dump.ts'
import { migrations } from './migrations.ts'
import type { CaseName } from './names.ts'

export const cases: Readonly<Record<CaseName, Case>> = { migrations, dump, boot, 'cold-start': coldStart }
