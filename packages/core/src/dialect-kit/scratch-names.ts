import { randomBytes } from 'node:crypto'

/** Names of scratch databases say when they were made, by the server's clock, in seconds. */
export const scratchPrefix = 'lithify_shadow_'

/** What such a name looks like, as a regular expression that servers read too. */
export const scratchPattern = `^${scratchPrefix}[0-9]{1,12}_[0-9a-f]{8}$`

/** How old a scratch database that nobody uses is before it counts as left behind, in seconds: its maker may just be about to connect. */
export const scratchSettled = 60

/** @param seconds The present moment by the server's clock. */
export const scratchName = (seconds: unknown): string =>
  `${scratchPrefix}${String(seconds)}_${randomBytes(4).toString('hex')}`
