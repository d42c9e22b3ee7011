import { boot } from './boot.ts'
import type { Case } from './case.ts'
import { coldStart } from './cold-start.ts'
import { dump } from './dump.ts'
import { migrations } from './migrations.ts'
import type { CaseName } from './names.ts'
import { mysqlMigrations } from './mysql-migrations.ts'
import { postgresMigrations } from './postgres-migrations.ts'
import { postgresRerun } from './postgres-rerun.ts'
import { serverBoot } from './server-boot.ts'
import { serverDump } from './server-dump.ts'

export const cases: Readonly<Record<CaseName, Case>> = {
  migrations,
  dump,
  boot,
  'cold-start': coldStart,
  'postgres-migrations': postgresMigrations,
  'postgres-rerun': postgresRerun,
  'postgres-dump': serverDump('postgres'),
  'postgres-boot': serverBoot('postgres'),
  'mysql-migrations': mysqlMigrations('mysql'),
  'mysql-dump': serverDump('mysql'),
  'mysql-boot': serverBoot('mysql'),
  'mariadb-migrations': mysqlMigrations('mariadb'),
  'mariadb-dump': serverDump('mariadb'),
  'mariadb-boot': serverBoot('mariadb'),
}
