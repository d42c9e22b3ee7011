import { setImmediate } from 'node:timers/promises'

import type { Connection } from '../config/config.ts'
import type { Session } from '../dialect.ts'
import { LithifyError } from '../errors.ts'
import type { LithifyEvent, Warning } from '../events.ts'

/** What one command works with: where, over which session, and whom to tell. */
export interface Context {
  readonly connection: Connection
  readonly session: Session
  readonly report: (event: LithifyEvent) => void
  /** Collects the warning for the result, and reports it. */
  readonly warn: (warning: Warning) => void
  readonly warnings: Warning[]
  readonly signal: AbortSignal | undefined
}

/**
 * Stops the work when it was asked to stop. Called where stopping leaves nothing half done.
 * @throws LithifyError `LITHIFY_E_INTERRUPTED`
 */
export function stopIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted !== true) return
  throw new LithifyError('LITHIFY_E_INTERRUPTED', 'Interrupted. What was in progress was rolled back.', {
    cause: signal.reason,
    hint: 'lithify status  shows where it stopped; the same command again goes on from there.',
  })
}

/**
 * {@link stopIfAborted}, after the event loop has turned once. A driver that works synchronously never lets it turn by itself, and
 * until then neither Ctrl-C nor a timer reaches the process.
 */
export async function checkpoint(signal: AbortSignal | undefined): Promise<void> {
  if (signal === undefined) return
  await setImmediate()
  stopIfAborted(signal)
}
