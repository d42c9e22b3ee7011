/**
 * A moment as a driver returns it, as ISO 8601 in UTC. What says no distance from UTC is in UTC: see `instant` of a dialect's types.
 */
export function instantOf(value: unknown): string {
  if (value instanceof Date) return value.toISOString()
  const text = String(value)
  const found = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d(?:\.\d+)?) ?(Z|[+-]\d\d(?::?\d\d(?::?\d\d)?)?)?$/.exec(text)
  const date = found === null ? new Date(text) : new Date(moment(found))
  return Number.isNaN(date.getTime()) ? text : date.toISOString()
}

function moment([, day, time, distance = 'Z']: RegExpExecArray): number {
  const wall = Date.parse(`${day}T${time}Z`)
  const [, sign, hours = '0', minutes = '0', seconds = '0'] = /^([+-])(\d\d):?(\d\d)?:?(\d\d)?$/.exec(distance) ?? []
  const ahead = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000
  return sign === '-' ? wall + ahead : wall - ahead
}
