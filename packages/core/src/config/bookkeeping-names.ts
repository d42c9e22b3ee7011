/** What the bookkeeping tables are called where the config does not say. */
export const bookkeepingNames = {
  migrations: 'lithify_migrations',
  versions: 'lithify_versions',
  lock: 'lithify_lock',
  journal: 'lithify_journal',
}
