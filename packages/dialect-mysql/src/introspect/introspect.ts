import {
  isView,
  Schema,
  type Introspection,
  type ObjectRef,
  type SchemaObject,
  type Scope,
  type Session,
  type Uncovered,
} from '@lithify/core'
import type { MysqlSession } from '../driver.ts'
import { readAbout, schemaOptions } from './about.ts'
import { readCode } from './code.ts'
import { connectViews } from './connect-code.ts'
import { Unknown } from './cursor.ts'
import { inventory } from './inventory.ts'
import { readsOf } from './reads.ts'
import { show, type Shown } from './show.ts'
import { readTable } from './table.ts'
import { follow, readTriggerOrder } from './triggers.ts'
import { readView } from './view.ts'

/**
 * The whole schema of a database, from what the server itself shows of each object: it is the only place where nothing is lost. A fixed number of
 * queries, and one message for every hundred objects.
 */
export async function introspect(session: Session, scope: Scope): Promise<Introspection> {
  const own = session as MysqlSession
  const about = await readAbout(own)
  const found = await inventory(session, scope)
  const order = found.some(({ kind }) => kind === 'trigger')
    ? await readTriggerOrder(session)
    : new Map<string, string>()
  const uncovered: Uncovered[] = []
  const shown = await show(own, found, uncovered)
  const objects = shown.flatMap((each): SchemaObject[] => {
    try {
      return read(each)
    } catch (error) {
      if (!(error instanceof Unknown)) throw error
      uncovered.push({ ref: each.ref, reason: `it has what lithify does not know: ${error.message}` })
      return []
    }
  })
  const names = new Set([...found, ...(scope.exclude ?? [])].map(({ name }) => name.toLowerCase()))
  const whole = objects.filter((object) => {
    const missing = isView(object) ? readsOf(object.definition).relations.find((name) => !names.has(name.toLowerCase())) : undefined // prettier-ignore
    if (missing === undefined) return true
    uncovered.push({ ref: refOfView(object), reason: `it reads ${missing}, which is not there` })
    return false
  })
  return { schema: new Schema(connectViews(whole), schemaOptions(about)), uncovered }

  function read(each: Shown): SchemaObject[] {
    if (each.ref.kind === 'table') return readTable(each, about)
    if (each.ref.kind === 'view') return [readView(each, about, own.definers)]
    const code = readCode(each, about, own.definers)
    return [code.kind === 'trigger' ? follow(code, order) : code]
  }
}

const refOfView = ({ kind, name }: SchemaObject): ObjectRef => ({ kind, name })
