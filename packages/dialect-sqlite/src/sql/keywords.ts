/** SQLite's key words, and the names that mean something of their own when they stand unquoted. */
export const keywords: ReadonlySet<string> = new Set(
  `abort action add after all alter always analyze and as asc attach autoincrement before begin between by cascade case cast
  check collate column commit conflict constraint create cross current current_date current_time current_timestamp database
  default deferrable deferred delete desc detach distinct do drop each else end escape except exclude exclusive exists explain
  fail filter first following for foreign from full generated glob group groups having if ignore immediate in index indexed
  initially inner insert instead intersect into is isnull join key last left like limit match materialized natural no not
  nothing notnull null nulls of offset on or order others outer over partition plan pragma preceding primary query raise range
  recursive references regexp reindex release rename replace restrict returning right rollback row rows savepoint select set
  table temp temporary then ties to transaction trigger unbounded union unique update using vacuum values view virtual when
  where window with within without
  true false rowid oid _rowid_`
    .trim()
    .split(/\s+/),
)

/** The key words that never mean a column while they stand unquoted. Found by trial, as the test of renames does again. */
export const reserved: ReadonlySet<string> = new Set(
  `add all alter and as autoincrement between case cast check collate commit constraint create current_date current_time
  current_timestamp default deferrable delete distinct drop else escape except exists foreign from group having in index insert
  intersect into is isnull join limit not nothing notnull null on or order primary raise references returning select set table
  then to transaction union unique update using values when where`
    .trim()
    .split(/\s+/),
)
