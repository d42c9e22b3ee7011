import { LithifyError, redactUrl } from '@lithify/core'

/** What a URL says, by libpq's key words: `host`, `port`, `dbname`, `user`, `password`, `sslmode` … */
export type Settings = Readonly<Record<string, string>>

/**
 * Reads `postgres://user:password@host:port/database?key=value` as libpq does. Not `new URL`: passwords are often not encoded, and a host can be
 * the directory of a socket.
 * @throws LithifyError `LITHIFY_E_CONFIG_INVALID`
 */
export function parseUrl(url: string): Settings {
  const match = /^postgres(?:ql)?:\/\/([^?]*)(?:\?(.*))?$/s.exec(url)
  if (match === null) throw invalid(`${redactUrl(url)} is no URL of PostgreSQL.`)
  const [, place = '', query = ''] = match
  const at = place.lastIndexOf('@')
  const [host, name] = cut(place.slice(at + 1), '/')
  const [user, password] = at === -1 ? ['', ''] : cut(place.slice(0, at), ':')
  return {
    ...given({ user: decode(user), password: decode(password), dbname: decode(name) }),
    ...hostAndPort(host),
    ...parameters(query),
  }
}

function hostAndPort(text: string): Settings {
  if (text.includes(',')) throw invalid('The URL names several hosts. Name one: the server that is written to.')
  const match = /^(\[[^\]]*\]|[^:]*)(?::(\d*))?$/.exec(text)
  if (match === null) throw invalid(`The URL names a host that cannot be read: ${redactUrl(text)}.`)
  const [, host = '', port = ''] = match
  return given({ host: decode(host.replace(/^\[(.*)\]$/, '$1')), port })
}

/** What lithify honours. */
const known = new Set(
  `host hostaddr port dbname user password passfile sslmode ssl sslrootcert sslcert sslkey channel_binding application_name
  fallback_application_name connect_timeout options`.split(/\s+/),
)

/** What others put into URLs, and what changes nothing here: UTF-8 and TCP keepalives are always on. */
const ignored = new Set(
  `client_encoding gssencmode keepalives keepalives_idle keepalives_interval keepalives_count tcp_user_timeout sslcompression
  sslsni target_session_attrs uselibpqcompat pgbouncer connection_limit pool_timeout`.split(/\s+/),
)

function parameters(query: string): Settings {
  const found: Record<string, string> = {}
  for (const part of query.split('&')) {
    if (part === '') continue
    const [key, value] = cut(part, '=').map(decode) as [string, string]
    if (known.has(key)) found[key] = value
    else if (!ignored.has(key)) throw invalid(`The URL's parameter ${JSON.stringify(key)} is not known.`)
  }
  return found
}

function cut(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator)
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}

/** A `%` that encodes nothing stands for itself: it is most likely part of a password. */
function decode(text: string): string {
  return text.replaceAll(/(?:%[\da-f]{2})+/gi, (bytes) => {
    try {
      return decodeURIComponent(bytes)
    } catch {
      return bytes
    }
  })
}

function given(settings: Settings): Settings {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== ''))
}

export function invalid(message: string): LithifyError {
  return new LithifyError('LITHIFY_E_CONFIG_INVALID', message, {
    hint: 'Write it like postgres://user:password@localhost:5432/app?sslmode=require, with %-codes for / ? # and % in a password.',
  })
}
