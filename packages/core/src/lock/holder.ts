import { randomUUID } from 'node:crypto'
import { hostname, userInfo } from 'node:os'
import type { LeaseClaim, LeaseRow } from './lease-table.ts'

/** A claim that nobody else makes, in the name of this process. */
export function newClaim(leaseMs: number): LeaseClaim {
  return { token: randomUUID(), owner: thisProcess(), leaseMs }
}

/** This process, for people. */
export function thisProcess(): string {
  return `${userName()}@${hostname()} (pid ${process.pid})`
}

function userName(): string {
  try {
    return userInfo().username
  } catch {
    // A container may run as a user that the system has no name for.
    return 'somebody'
  }
}

/** For people: who has it, since when, and until when. */
export function describeHolder({ owner, acquiredAt, expiresAt }: LeaseRow): string {
  return `${owner}, since ${instant(acquiredAt)}, until ${instant(expiresAt)} unless renewed (the database's clock)`
}

const instant = (milliseconds: number): string => new Date(milliseconds).toISOString()
