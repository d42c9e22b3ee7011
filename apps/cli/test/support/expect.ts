import { expect } from 'vitest'
import type { Answer } from './lithify.ts'

export interface Document {
  readonly version: number
  readonly command: string | null
  readonly ok: boolean
  readonly result?: Record<string, unknown>
  readonly error?: { code: string; message: string; hint?: string; data: Record<string, unknown>; detail?: string }
}

/** Stdout holds one JSON document and nothing else. */
export function documentOf({ stdout }: Answer): Document {
  const document = JSON.parse(stdout) as Document
  expect(document.version).toBe(1)
  expect(stdout.endsWith('}\n')).toBe(true)
  return document
}

/** The command failed as it should: exit code, error code, hint, nothing that looks like a stack. */
export function expectFailure(
  answer: Answer,
  expected: { code: string; exit: number; hint: string | RegExp; says?: string | RegExp },
): void {
  expect({ exit: answer.code, stderr: answer.stderr }).toEqual({
    exit: expected.exit,
    stderr: expect.stringContaining(expected.code),
  })
  // The code, or the fault in the file, stands before it; the hint comes last.
  const [first, ...others] = answer.stderr.trimEnd().split('\n')
  expect(others.at(-1) ?? `no hint after: ${first}`).toMatch(expected.hint)
  if (expected.says !== undefined) expect(answer.stderr).toMatch(expected.says)
  expectNoStack(answer)
}

export function expectNoStack({ stdout, stderr }: Answer): void {
  expect(stdout + stderr).not.toMatch(/^\s+at .+[:(]/m)
  expect(stdout + stderr).not.toContain('node:internal')
}
