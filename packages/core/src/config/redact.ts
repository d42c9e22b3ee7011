const secret = String.raw`(?<![\w-])[\w-]*(?:password|passwd|passphrase|pwd|secret|token|api[_-]?key)`
/** `?password=…`, `Password=…;`, `PGPASSWORD=…`, `password='…'`, `Pwd={…}`. */
const assigned = new RegExp(
  String.raw`(${secret}\s*=\s*)(?:"[^"]*"|'(?:[^'\\]|\\.)*'|\{[^}]*\}|[^\s;&"'{][^\s;&]*)`,
  'gi',
)
/** `"password": "…"` and `password: '…'`, as objects are printed. */
const property = new RegExp(String.raw`(${secret}["']?\s*:\s*)(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')`, 'gi')

const anotherUrl = /[\s"'`(<,;][a-z][a-z0-9+.-]*:\/\/|[\r\n]/gi
const port = /^\d{1,5}(?:[\s/?#,;.)'"]|$)/

/**
 * A text with every password in it replaced by `***`: those in URLs, in connection strings, and in settings that are printed. It rather takes
 * too much than lets one through.
 */
export function redactUrl(text: string): string {
  return withoutUserInfo(text).replaceAll(assigned, '$1***').replaceAll(property, '$1"***"')
}

/**
 * Passwords in URLs. Many were never encoded and hold `@ / ? # : "` or spaces, so a password is taken to end at the last `@` of the line, or before
 * the next URL on it. No single pattern: those that can say this need minutes for some texts.
 */
function withoutUserInfo(text: string): string {
  let result = ''
  let done = 0
  for (let at = text.indexOf('://'); at !== -1; at = text.indexOf('://', Math.max(at + 3, done))) {
    const start = passwordStart(text, at)
    if (start === undefined) continue
    anotherUrl.lastIndex = start
    const rest = text.slice(start, anotherUrl.exec(text)?.index ?? text.length)
    const length = rest.lastIndexOf('@')
    if (length === -1 || (port.test(rest) && !/^\S*@/.test(rest))) continue
    result += `${text.slice(done, start)}***`
    done = start + length
  }
  return result + text.slice(done)
}

/** Where the password of the URL begins whose `://` stands at `at`: after the first colon, before any path. A user's name may hold an `@`. */
function passwordStart(text: string, at: number): number | undefined {
  if (!/[a-z0-9+.-]/i.test(text.charAt(at - 1))) return undefined
  const end = /[\s/?#:]/g
  end.lastIndex = at + 3
  const found = end.exec(text)
  return found?.[0] === ':' ? found.index + 1 : undefined
}
