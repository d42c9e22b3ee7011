import { statSync } from 'node:fs'
import { InvalidArgumentError } from 'commander'

/** A whole number of at least `least`. */
export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const number = Number(text)
    if (!/^\d+$/.test(text) || number < least || !Number.isSafeInteger(number)) {
      throw new InvalidArgumentError(`It takes a whole number of ${least} or more.`)
    }
    return number
  }
}

/** Seconds as people write them, as the milliseconds that core takes. */
export function seconds(text: string): number {
  if (!/^\d+(\.\d+)?$/.test(text)) throw new InvalidArgumentError('It takes seconds, such as 30 or 0.5.')
  return Math.round(Number(text) * 1000)
}

/** For an option that makes sense once only: of two answers neither is right. */
export function once(text: string, previous: string | undefined): string {
  if (previous !== undefined) throw new InvalidArgumentError('It was given twice.')
  return text
}

/** For an option that may be repeated and takes comma lists: `--data a,b --data c`. */
export function list(text: string, previous: readonly string[] | undefined): string[] {
  const items = text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')
  if (items.length === 0) throw new InvalidArgumentError('It takes one name or several, separated by commas.')
  return [...(previous ?? []), ...items]
}

/** A folder that is there. */
export function directory(path: string, previous: string | undefined): string {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new InvalidArgumentError('There is no such directory.')
  return once(path, previous)
}
