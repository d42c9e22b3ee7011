import { quote, quoteString } from '../../names.ts'
import { catalogs } from '../catalog.ts'
import { opaque, states } from '../opaque.ts'
import type { ObjectKind } from './kind.ts'

const functionSchema =
  '(SELECT pn.nspname FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace pn ON pn.oid = p.pronamespace WHERE p.oid = x.evtfoid)'

interface Details {
  readonly event: string
  readonly tags: readonly string[] | null
  readonly function: string
  readonly enabled: string
  readonly namespace: string
}

/** They fire on statements, and so they are `last` among the kinds. */
export const eventTriggerKind: ObjectKind = {
  kind: 'eventTrigger',
  catalog: catalogs.eventTrigger,
  from: 'pg_catalog.pg_event_trigger x',
  name: 'x.evtname',
  // It is of no schema, and nothing without its function.
  scope: functionSchema,
  details: () => ({
    event: 'x.evtevent',
    tags: 'x.evttags',
    function: 'x.evtfoid::pg_catalog.regproc::text',
    enabled: 'x.evtenabled',
    namespace: functionSchema,
  }),
  objectOf: (row, visible) => {
    const details = row.details as unknown as Details
    if (!visible(details.namespace)) return undefined
    const tags = details.tags === null ? '' : ` WHEN TAG IN (${details.tags.map(quoteString).join(', ')})`
    const state = states[details.enabled]
    const place = `EVENT TRIGGER ${quote(row.name)}`
    return opaque(row, {
      kind: 'eventTrigger',
      name: row.name,
      create: `CREATE ${place} ON ${details.event}${tags} EXECUTE FUNCTION ${details.function}()`,
      drop: `DROP ${place}`,
      also: state === undefined ? [] : [`ALTER ${place} ${state}`],
    })
  },
}
