import type { Connection } from '../config/config.ts'
import { LithifyError } from '../errors.ts'
import type { DumpOptions } from '../runner/options.ts'
import type { Manifest } from './manifest.ts'
import type { Previous } from './previous.ts'

/**
 * Whether a dump holds owners and grants: as it is told, else as the dump in place does, so that who renews it loses none.
 * @throws LithifyError `LITHIFY_E_UNSUPPORTED`
 */
export function keptPrivileges(
  { dialect }: Pick<Connection, 'dialect'>,
  { replaced }: Previous,
  { privileges }: DumpOptions,
): Pick<Manifest, 'privileges'> {
  const wanted = privileges ?? replaced?.privileges ?? false
  if (!wanted) return {}
  if (dialect.capabilities.privileges) return { privileges: true }
  throw new LithifyError('LITHIFY_E_UNSUPPORTED', `${dialect.title} has no owners and grants that could be dumped.`, {
    data: { dialect: dialect.name, capability: 'privileges' },
    hint:
      privileges === true
        ? 'Leave out --privileges:  lithify dump'
        : 'Write the dump without:  lithify dump --no-privileges',
  })
}
