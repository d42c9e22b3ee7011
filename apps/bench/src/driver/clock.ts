import { performance } from 'node:perf_hooks'
import { around, databases, statements } from './around.ts'

/**
 * Measures from now on how long the driver works. A CPU profile alone will not do: it puts native calls down to whichever function
 * it thinks it sees.
 */
export function clockDriver(): () => number {
  let total = 0
  const clocked = (_: unknown, __: unknown, proceed: () => unknown): unknown => {
    const started = performance.now()
    try {
      return proceed()
    } finally {
      total += performance.now() - started
    }
  }
  for (const method of ['exec', 'prepare', 'pragma', 'close'] as const) around(databases, method, clocked)
  for (const method of ['run', 'get', 'all'] as const) around(statements, method, clocked)
  return () => total
}
