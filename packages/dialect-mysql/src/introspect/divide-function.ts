import type { OpaqueObject, View } from '@lithify/core'
import { quote } from '../names.ts'
import { Cursor } from './cursor.ts'

/** A function that cannot be there before the view that calls it: first one of the same shape that reads nothing, then itself in its place. */
export function divideFunction(object: OpaqueObject, reads: readonly View[]): OpaqueObject[] {
  const { name, options } = object
  const drop = `DROP FUNCTION IF EXISTS ${quote(name)}`
  const shell: OpaqueObject = {
    kind: 'functionShell',
    name,
    create: `${headOf(object.create)} NO SQL DETERMINISTIC RETURN NULL`,
    drop,
    ...(options === undefined ? {} : { options }),
  }
  return [
    shell,
    {
      ...object,
      drop,
      options: { ...options, replaces: true },
      dependsOn: [{ kind: 'functionShell', name }, ...reads.map((view) => ({ kind: 'view', name: view.name }))],
    },
  ]
}

/** Up to the type that it returns, behind which the server begins a new line. */
function headOf(create: string): string {
  const cursor = new Cursor(create)
  while (!cursor.done && cursor.next?.value !== '(') cursor.take()
  cursor.parentheses()
  if (!cursor.words('returns')) throw cursor.unknown()
  const start = cursor.next
  const type = cursor.take()
  if (cursor.next?.value === '(') cursor.parentheses()
  const at = (start?.start ?? 0) + cursor.since(type).length
  const end = create.indexOf('\n', at)
  return end === -1 ? create.slice(0, at) : create.slice(0, end)
}
