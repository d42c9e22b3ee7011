/** What a marker line of a .sql migration says. */
export interface Marker {
  readonly direction: 'up' | 'down'
  readonly transaction: boolean
}

/** A line that was meant as a marker and is none. `problem` completes "this line …". */
export interface BadMarker {
  readonly problem: string
}

const marker = /^[ \t]*--[ \t]*migrate:(?<rest>.*)$/i
// As other tools write it, or as one mistypes it. The whole line has to look so: a comment may well begin with "migrate up".
const lookalike =
  /^[ \t]*(?:--+|#|\/\*)[ \t]*\+?[ \t]*(?:migrate|migrations?|goose|dbmate)[ \t]*[: \t-][ \t]*(?:up|down)(?:[ \t]+[a-z]+[ \t]*[:=][ \t]*[a-z]+)*[ \t]*(?:\*\/)?[ \t]*$/i

/** Every line that {@link readMarker} may have something to say about. Fast over hundreds of MB. */
export const markerLines = /^[ \t]*(?:--|#|\/\*)[ \t+-]*(?:migrat|goose|dbmate)[^\r\n]*/gim

/** Reads a line without its line end; `undefined` when it is no marker and was not meant as one. */
export function readMarker(line: string): Marker | BadMarker | undefined {
  const rest = marker.exec(line)?.groups?.['rest']
  if (rest === undefined) return lookalike.test(line) ? { problem: 'looks like a marker and is none' } : undefined
  const [direction = '', ...options] = rest
    .trim()
    .toLowerCase()
    .split(/[ \t]+/)
  if (direction !== 'up' && direction !== 'down')
    return { problem: `names a section "${direction}"; there are "up" and "down"` }
  let transaction = true
  for (const option of options) {
    if (option !== 'transaction:true' && option !== 'transaction:false') {
      return { problem: `has the option "${option}"; there is only "transaction:false"` }
    }
    transaction = option === 'transaction:true'
  }
  return { direction, transaction }
}
