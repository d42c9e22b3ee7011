import mysql, { type TypeCast } from 'mysql2'
import type { Param } from '@lithify/core'

/**
 * How values come back, by the driver's settings and this: whole numbers as numbers, or bigints beyond 2^53; doubles as numbers; bytes, bits, places
 * and vectors as Buffers. All else as the server writes it, so that nothing is rounded or shifted: decimals, dates and times, JSON.
 */
export const typeCast: TypeCast = (field, next) => {
  switch (field.type) {
    case 'LONGLONG': {
      const text = next() as string | null
      return text === null ? null : wide(text)
    }
    case 'FLOAT':
      return single(next() as number | null)
    case 'GEOMETRY':
    case 'VECTOR':
    case 'BIT':
      return field.buffer()
    default:
      return next()
  }
}

export const valueSettings = {
  supportBigNumbers: true,
  bigNumberStrings: true,
  dateStrings: true,
  jsonStrings: true,
  decimalNumbers: false,
} as const

function wide(text: string): number | bigint {
  const value = Number(text)
  return Number.isSafeInteger(value) ? value : BigInt(text)
}

/** The shortest number that is this one in single precision: 0.1 rather than 0.10000000149011612. */
function single(value: number | null): number | null {
  if (value === null || !Number.isFinite(value)) return value
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits))
    if (Math.fround(short) === Math.fround(value)) return short
  }
  return value
}

const longest = { signed: [-(2n ** 63n), 2n ** 63n - 1n], unsigned: 2n ** 64n - 1n } as const

/** A parameter as the driver is to send it. By itself it sends every number as a double, which rounds. */
export function bound(value: Param): unknown {
  if (typeof value === 'bigint' || (typeof value === 'number' && Number.isSafeInteger(value))) {
    const whole = BigInt(value)
    const { LONGLONG, DECIMAL } = mysql.TypedParameter
    if (whole >= longest.signed[0] && whole <= longest.signed[1]) return LONGLONG(whole)
    return whole > 0n && whole <= longest.unsigned ? LONGLONG.unsigned(whole) : DECIMAL(String(whole))
  }
  return value instanceof Uint8Array && !Buffer.isBuffer(value) ? Buffer.from(value) : value
}
