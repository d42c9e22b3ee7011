import { connect } from './server.ts'

/** What SHOW CREATE has for each kind, and where its names are listed. */
const kinds = [
  ['TABLE', "SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE <> 'VIEW'"],
  ['VIEW', 'SELECT TABLE_NAME AS name FROM information_schema.VIEWS WHERE TABLE_SCHEMA = DATABASE()'],
  ['TRIGGER', 'SELECT TRIGGER_NAME AS name FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE()'],
  ['FUNCTION', "SELECT ROUTINE_NAME AS name FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE() AND ROUTINE_TYPE = 'FUNCTION'"],
] as const // prettier-ignore

const together = 200

/** Every object of a database by its text, but for tables that a contender keeps for itself, counters, and the moment at which a trigger was made. */
export async function objectsOf(url: string, bookkeeping: readonly string[] = []): Promise<string[]> {
  const connection = await connect(url)
  const objects: string[] = []
  try {
    for (const [kind, list] of kinds) {
      const [found] = await connection.query(list)
      const names = (found as { name: string }[]).map(({ name }) => name).filter((name) => !bookkeeping.includes(name))
      for (let at = 0; at < names.length; at += together) {
        const asked = names.slice(at, at + together).map((name) => `SHOW CREATE ${kind} \`${name}\`;\n`)
        const [sets] = await connection.query(`${asked.join('')}DO 0`)
        for (const set of (sets as Record<string, unknown>[][]).slice(0, -1))
          objects.push(
            `${kind} ${Object.entries(set[0] ?? {})
              .flatMap(textOf)
              .join(' | ')}`,
          )
      }
    }
  } finally {
    await connection.end()
  }
  return objects.map((text) => text.replaceAll(new URL(url).pathname.slice(1), 'database')).toSorted()
}

function textOf([column, value]: [string, unknown]): string[] {
  return column === 'Created' ? [] : [String(value).replace(/ AUTO_INCREMENT=\d+/, '')]
}

/** How many rows all these tables have together. */
export async function countRows(url: string, tables: readonly string[]): Promise<number> {
  const connection = await connect(url)
  let sum = 0
  try {
    for (let at = 0; at < tables.length; at += together) {
      const counts = tables.slice(at, at + together).map((table) => `SELECT COUNT(*) AS n FROM ${table}`)
      const [rows] = await connection.query(`SELECT SUM(n) AS sum FROM (${counts.join(' UNION ALL ')}) AS counts`)
      sum += Number((rows as { sum: unknown }[])[0]?.sum)
    }
  } finally {
    await connection.end()
  }
  return sum
}
