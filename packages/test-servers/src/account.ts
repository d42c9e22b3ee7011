import type { SpawnOptions } from 'node:child_process'

/** `nobody`, on every Linux. */
const nobody = 65_534

/** PostgreSQL refuses to run as root, so root starts it as nobody. */
export const account: { readonly uid: number; readonly gid: number } | undefined =
  process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : undefined

/** How to spawn what belongs to a server. Its working directory is one that everybody may enter. */
export const asAccount: Pick<SpawnOptions, 'cwd' | 'uid' | 'gid'> = { cwd: '/', ...account }
