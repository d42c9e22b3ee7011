export const caseNames = [
  'migrations',
  'dump',
  'boot',
  'cold-start',
  'postgres-migrations',
  'postgres-rerun',
  'postgres-dump',
  'postgres-boot',
  'mysql-migrations',
  'mysql-dump',
  'mysql-boot',
  'mariadb-migrations',
  'mariadb-dump',
  'mariadb-boot',
] as const

export type CaseName = (typeof caseNames)[number]
