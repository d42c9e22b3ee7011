import { ServerUrls } from '@lithify/core/dialect-kit'

/** What a URL says, by the mysql client's key words: `host`, `port`, `database`, `user`, `password`, `socket`, `ssl-mode` … */
export type Settings = Readonly<Record<string, string>>

export const urls = new ServerUrls({
  title: 'MySQL or MariaDB',
  schemes: ['mysql', 'mariadb'],
  example: 'mysql://user:password@localhost:3306/app?ssl-mode=REQUIRED',
})

/** What lithify honours, by every spelling that is around. */
const known: Readonly<Record<string, string>> = {
  'host': 'host', 'port': 'port', 'user': 'user', 'password': 'password', 'database': 'database',
  'socket': 'socket', 'socketpath': 'socket', 'unixsocket': 'socket', 'unixport': 'socket',
  'sslmode': 'ssl-mode', 'ssl': 'ssl', 'tls': 'ssl', 'usessl': 'ssl', 'sslaccept': 'ssl-accept',
  'sslca': 'ssl-ca', 'sslrootcert': 'ssl-ca', 'sslcert': 'ssl-cert', 'sslkey': 'ssl-key',
  'connecttimeout': 'connect-timeout',
} // prettier-ignore

/** What others put into URLs, and what changes nothing here. */
const ignored = new Set(
  `charset collation encoding characterencoding timezone servertimezone usetimezone allowpublickeyretrieval multistatements multiplestatements
  parsetime loc connectionlimit pooltimeout maxidletime pool maxallowedpacket socketTimeout schema`
    .toLowerCase()
    .split(/\s+/),
)

/**
 * Reads a URL, in which a host can be the path of a socket.
 * @throws LithifyError `LITHIFY_E_CONFIG_INVALID`
 */
export function parseUrl(url: string): Settings {
  const { parts, parameters } = urls.parse(url)
  const { host, port: _, ...others } = parts
  const found: Record<string, string> = host?.startsWith('/') === true ? { ...others, socket: host } : { ...parts }
  for (const [key, value] of parameters) {
    const plain = key.toLowerCase().replaceAll(/[-_]/g, '')
    const name = known[plain]
    // node-mysql's, which is in milliseconds.
    if (key === 'connectTimeout') found['connect-timeout'] = String(Number(value) / 1000)
    else if (name !== undefined) found[name] = value
    else if (!ignored.has(plain)) throw urls.unknownParameter(key)
  }
  return found
}
