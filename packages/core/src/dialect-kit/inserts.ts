/** One INSERT holds as many rows as fit into this many characters, and at most this many rows. */
const limits = { characters: 64_000, rows: 500 }

export interface Insert {
  readonly sql: string
  /** How many rows it inserts. */
  readonly count: number
}

/**
 * What `rows` of a dialect answers, from rows that are written as SQL already: as many of them in one statement as suits every server.
 * @param head `INSERT INTO … VALUES`.
 * @param rows `(1, 'a')` for each row.
 */
export async function* inserts(head: string, rows: AsyncIterable<string>): AsyncIterable<Insert> {
  const insert = (): Insert => ({ sql: `${head}\n  ${values.join(',\n  ')}`, count: values.length })
  let values: string[] = []
  let size = 0
  for await (const row of rows) {
    if (values.length > 0 && (values.length >= limits.rows || size + row.length > limits.characters)) {
      yield insert()
      values = []
      size = 0
    }
    values.push(row)
    size += row.length
  }
  if (values.length > 0) yield insert()
}
