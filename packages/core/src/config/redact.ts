// A URL may hold a password that was never encoded, with any of `@ / ? # : " '` or spaces in it. So everything up to the last `@` of
// the word goes; failing that, up to one on the same line, unless what follows the colon is plainly a port. Too much is better than a leak.
const userInfo = /([a-z][a-z0-9+.-]*:\/\/[^\s/?#@:]*:)(?:[^\s"'`<>]*|\S*|(?!\d{1,5}(?:[\s/?#,;.)]|$))[^\n]*?)@/gi

const secret = String.raw`[\w-]*(?:password|passwd|passphrase|pwd|secret|token|api[_-]?key)`
/** `?password=…`, `Password=…;`, `PGPASSWORD=…`, `password='…'`, `Pwd={…}`. */
const assigned = new RegExp(String.raw`((?<![\w-])${secret}\s*=\s*)(?:"[^"]*"|'(?:[^'\\]|\\.)*'|\{[^}]*\}|[^\s;&"'{][^\s;&]*)`, 'gi')
/** `"password": "…"` and `password: '…'`, as objects are printed. */
const property = new RegExp(String.raw`(["']?(?<![\w-])${secret}["']?\s*:\s*)(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')`, 'gi')

/** A text with every password in it replaced by `***`: those in URLs, in connection strings, and in settings that are printed. */
export function redactUrl(text: string): string {
  return text.replaceAll(userInfo, '$1***@').replaceAll(assigned, '$1***').replaceAll(property, '$1"***"')
}
