import type { Uncovered } from '@lithify/core'
import { quoteList } from '../../emit/names.ts'
import { quote, quoteString } from '../../names.ts'
import { catalogs } from '../catalog.ts'
import { opaque } from '../opaque.ts'
import type { ObjectKind, ObjectRow } from './kind.ts'
import { secretInConnection } from './secrets.ts'

interface Details {
  /** Nothing where it may not be read. */
  readonly connection: string | null
  readonly slot: string | null
  readonly publications: readonly string[]
  readonly binary: boolean
  /** `true`, `t` or `p`. */
  readonly streaming: boolean | string
  readonly commit: string
  readonly twoPhase: string | null
  readonly disableOnError: boolean | null
  readonly passwordRequired: boolean | null
  readonly runAsOwner: boolean | null
  readonly origin: string | null
  readonly failover: boolean | null
}

/**
 * A subscription comes back without a connection to the publisher and disabled, as from pg_dump: neither a copy of a database nor a test must draw rows from
 * production or move its slot. For the same reason nothing here drops a slot: the server refuses to drop a subscription that has one in a transaction.
 */
export const subscriptionKind: ObjectKind = {
  kind: 'subscription',
  catalog: catalogs.subscription,
  from: 'pg_catalog.pg_subscription x',
  name: 'x.subname',
  where: 'x.subdbid = (SELECT db.oid FROM pg_catalog.pg_database db WHERE db.datname = pg_catalog.current_database())',
  details: (version, { readsConnections }) => ({
    connection: readsConnections ? 'x.subconninfo' : 'NULL',
    slot: 'x.subslotname',
    publications: 'x.subpublications',
    binary: 'x.subbinary',
    streaming: 'x.substream',
    commit: 'x.subsynccommit',
    twoPhase: version >= 15 ? 'x.subtwophasestate' : 'NULL',
    disableOnError: version >= 15 ? 'x.subdisableonerr' : 'NULL',
    passwordRequired: version >= 16 ? 'x.subpasswordrequired' : 'NULL',
    runAsOwner: version >= 16 ? 'x.subrunasowner' : 'NULL',
    origin: version >= 16 ? 'x.suborigin' : 'NULL',
    failover: version >= 17 ? 'x.subfailover' : 'NULL',
  }),
  objectOf: (row) => {
    const details = row.details as unknown as Details
    const { connection, publications } = details
    if (connection === null) return left(row, 'Its connection string is hidden from this role. Read it as a superuser.')
    const secret = secretInConnection(connection)
    if (secret !== undefined) {
      return left(
        row,
        `Its connection string holds a ${secret}, which must not get into a file that is committed. Keep it in the password file of the server instead (passfile), or create the subscription by hand in each environment.`,
      )
    }
    return opaque(row, {
      kind: row.kind,
      name: row.name,
      create: `CREATE SUBSCRIPTION ${quote(row.name)} CONNECTION ${quoteString(connection)} PUBLICATION ${quoteList(publications)} WITH (${settings(details).join(', ')})`,
      drop: `DROP SUBSCRIPTION ${quote(row.name)}`,
    })
  },
}

const left = ({ kind, name }: ObjectRow, reason: string): Uncovered => ({ ref: { kind, name }, reason })

const streams: Readonly<Record<string, string>> = { true: 'on', t: 'on', p: 'parallel' }

/** What is not as it would be by itself; streaming always, because PostgreSQL 18 has another default. */
function settings(details: Details): string[] {
  const { slot, binary, commit, origin } = details
  return [
    'connect = false',
    `slot_name = ${slot === null ? 'NONE' : quoteString(slot)}`,
    ...(binary ? ['binary = true'] : []),
    `streaming = ${streams[String(details.streaming)] ?? 'off'}`,
    ...(commit === 'off' ? [] : [`synchronous_commit = ${quoteString(commit)}`]),
    ...(details.twoPhase === null || details.twoPhase === 'd' ? [] : ['two_phase = on']),
    ...(details.disableOnError === true ? ['disable_on_error = true'] : []),
    ...(details.passwordRequired === false ? ['password_required = false'] : []),
    ...(details.runAsOwner === true ? ['run_as_owner = true'] : []),
    ...(origin === null || origin === 'any' ? [] : [`origin = ${quoteString(origin)}`]),
    ...(details.failover === true ? ['failover = true'] : []),
  ]
}
