import type { Param, Row } from '@lithify/core'

const safe = (value: bigint): boolean => value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER

/** The driver gives every integer as a bigint, since a number would lose digits beyond 2^53. Those that lose none become numbers. */
export function toRow(row: Row): Row {
  for (const key in row) {
    const value = row[key]
    if (typeof value === 'bigint' && safe(value)) row[key] = Number(value)
  }
  return row
}

/** SQLite has no booleans, and the driver would store a whole number beyond 32 bits as a fraction. */
export function toParam(value: Param): string | number | bigint | null | Buffer {
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value === 'number') return Number.isSafeInteger(value) && !Object.is(value, -0) ? BigInt(value) : value
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength)
  return value
}
