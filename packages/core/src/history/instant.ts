/**
 * A moment as a driver returns it, as ISO 8601 in UTC. Servers without a time zone type answer `YYYY-MM-DD hh:mm:ss`, which lithify
 * always writes in UTC.
 */
export function instantOf(value: unknown): string {
  if (value instanceof Date) return value.toISOString()
  const text = String(value)
  const bare = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d(?:\.\d+)?)$/.exec(text)
  const date = new Date(bare === null ? text : `${bare[1]}T${bare[2]}Z`)
  return Number.isNaN(date.getTime()) ? text : date.toISOString()
}
