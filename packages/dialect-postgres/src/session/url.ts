import { ServerUrls } from '@lithify/core/dialect-kit'

/** What a URL says, by libpq's key words: `host`, `port`, `dbname`, `user`, `password`, `sslmode` … */
export type Settings = Readonly<Record<string, string>>

export const urls = new ServerUrls({
  title: 'PostgreSQL',
  schemes: ['postgres', 'postgresql'],
  example: 'postgres://user:password@localhost:5432/app?sslmode=require',
})

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

/**
 * Reads a URL as libpq does.
 * @throws LithifyError `LITHIFY_E_CONFIG_INVALID`
 */
export function parseUrl(url: string): Settings {
  const { parts, parameters } = urls.parse(url)
  const { database, ...place } = parts
  const found: Record<string, string> = { ...place, ...(database === undefined ? {} : { dbname: database }) }
  for (const [key, value] of parameters) {
    if (known.has(key)) found[key] = value
    else if (!ignored.has(key)) throw urls.unknownParameter(key)
  }
  return found
}
