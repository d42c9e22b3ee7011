import { exitCodes } from './exit-codes.ts'

/**
 * The first SIGINT or SIGTERM asks the work to stop at its next safe place; the second ends the process where it stands, and
 * the database's own transactions keep it whole.
 */
export function interruption(): AbortSignal {
  const controller = new AbortController()
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted)
    controller.abort()
    process.stderr.write('\nstopping when what is in progress is done; again to end at once\n')
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  return controller.signal
}
