import type { Plain, Table } from '@lithify/core'
import type { About } from './about.ts'
import { Unknown, type Cursor } from './cursor.ts'

/** Those that are understood one by one. What else the server shows is kept as it stands, under `create`. */
const understood: Readonly<Record<string, string>> = {
  engine: 'engine',
  charset: 'charset',
  collate: 'collation',
  row_format: 'rowFormat',
}

/** What stands behind the columns and keys of a table. */
export function parseOptions(cursor: Cursor, defaults: About): Pick<Table, 'options' | 'comment'> {
  const options: Record<string, Plain> = {}
  const others: string[] = []
  let comment: string | undefined
  while (!cursor.done) {
    if (cursor.next?.value === 'partition') {
      options['partition'] = cursor.rest()
      break
    }
    const start = cursor.take()
    const name = start.value === 'default' ? cursor.take().value : start.value
    if (name === 'with' && cursor.words('system', 'versioning')) others.push('WITH SYSTEM VERSIONING')
    else if (name === 'tablespace') {
      cursor.take()
      others.push(cursor.since(start))
    } else if (name === 'comment' && cursor.sign('=')) comment = cursor.string()
    else {
      // DATA DIRECTORY='…'
      if (cursor.next?.value === 'directory') cursor.take()
      if (!cursor.sign('=')) throw new Unknown(start.value)
      const value = cursor.next
      if (value?.value === '(') cursor.parentheses()
      else cursor.take()
      const key = understood[name]
      if (key !== undefined && value !== undefined) options[key] = cursor.text.slice(value.start, value.end)
      else others.push(cursor.since(start))
    }
  }
  if (options['engine'] === 'InnoDB') delete options['engine']
  const collation = options['collation'] ?? defaults.usualCollation
  if (options['charset'] === defaults.charset && collation === defaults.collation) {
    delete options['charset']
    delete options['collation']
  }
  if (others.length > 0) options['create'] = others.join(' ')
  return { ...(Object.keys(options).length === 0 ? {} : { options }), ...(comment === undefined ? {} : { comment }) }
}
