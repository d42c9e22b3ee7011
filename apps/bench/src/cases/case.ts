import type { SchemaProject } from '../projects/schema.ts'
import type { Row } from '../table.ts'

/** A case measures its contenders, checks what they did, and answers lines of the table and notes for below it. */
export type Case = (bench: Bench) => Promise<CaseResult>

export interface Bench {
  readonly quick: boolean
  /** Tells people what is going on. */
  readonly say: (text: string) => void
  /** A project whose database has so many tables, made when it is first asked for. */
  readonly schema: (tables: number) => Promise<SchemaProject>
}

export interface CaseResult {
  readonly rows: readonly Row[]
  /** Where the time went, for targets that were missed. */
  readonly notes: readonly string[]
}

/** The same case at several sizes. */
export async function atSizes(
  sizes: readonly number[],
  measure: (size: number) => Promise<CaseResult>,
): Promise<CaseResult> {
  const results: CaseResult[] = []
  for (const size of sizes) results.push(await measure(size))
  return { rows: results.flatMap(({ rows }) => rows), notes: results.flatMap(({ notes }) => notes) }
}
