/**
 * The text of `sqlite_schema`, made safe to be followed by a semicolon: SQLite keeps a comment at the end of a text, and drops
 * the line break after it or the end of a comment that nothing closed. Loading the text stores what was stored before.
 */
export function closedSource(sql: string): string {
  const tail = sql.slice(-512)
  // Almost every text ends like this, and then there is nothing to look for.
  if (!tail.includes('--') && !tail.includes('/*') && sql.length <= 512) return sql
  switch (endsInside(sql)) {
    case 'line':
      return `${sql}\n`
    case 'block':
      return `${sql}*/`
    default:
      return sql
  }
}

const delimiters = /--|\/\*|['"`[]/g

function endsInside(sql: string): 'line' | 'block' | undefined {
  delimiters.lastIndex = 0
  for (let match = delimiters.exec(sql); match !== null; match = delimiters.exec(sql)) {
    const open = match[0]
    const close = open === '--' ? '\n' : open === '/*' ? '*/' : open === '[' ? ']' : open
    const end = sql.indexOf(close, match.index + open.length)
    if (end < 0) return open === '--' ? 'line' : open === '/*' ? 'block' : undefined
    delimiters.lastIndex = end + close.length
  }
  return undefined
}
