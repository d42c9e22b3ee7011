import type { Session } from '../dialect.ts'

/** The migration lock, held. */
export interface HeldLock {
  /** Does the work. It commits nothing once the lock is lost. */
  readonly session: Session
  release(): Promise<void>
}
