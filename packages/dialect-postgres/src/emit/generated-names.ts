/** The server's limit, in bytes. */
const longest = 63

/** The name that PostgreSQL makes up for a part of a table: the longer of the two is cut where they do not fit. */
export function generatedName(table: string, column: string | undefined, label: string): string {
  const room = longest - Buffer.byteLength(label) - 1 - (column === undefined ? 0 : 1)
  let [first, second] = [Buffer.byteLength(table), Buffer.byteLength(column ?? '')]
  while (first + second > room) {
    if (first > second) first--
    else second--
  }
  const parts = [clip(table, first), ...(column === undefined ? [] : [clip(column, second)]), label]
  return parts.join('_')
}

/** Of the sequence behind an identity column. */
export const identityName = (table: string, column: string): string => generatedName(table, column, 'seq')

/** Whole characters only. */
function clip(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text
  let kept = ''
  for (const character of text) {
    if (Buffer.byteLength(kept + character) > bytes) break
    kept += character
  }
  return kept
}
