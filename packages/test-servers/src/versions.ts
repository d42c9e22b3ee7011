/** Every major version of PostgreSQL that lithify supports. */
export const postgresVersions = [14, 15, 16, 17, 18] as const

export type PostgresVersion = (typeof postgresVersions)[number]
