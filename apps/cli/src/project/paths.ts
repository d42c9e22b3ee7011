import { resolve } from 'node:path'

/** A path as someone typed it, which is meant from where they stand. Core would take it from the project's root. */
export function fromHere(path: string | undefined): string | undefined {
  return path === undefined ? undefined : resolve(path)
}
