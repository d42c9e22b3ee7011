import { LithifyError, messageOf, shellWord } from '@lithify/core'
import { explainNetwork, systemCode, type Explanation } from '@lithify/core/dialect-kit'
import { serverFields } from '../failure.ts'
import { isSocket, place, type Target } from './target.ts'

/** What a connection that could not be opened is reported as: what is wrong, and what to do about it. */
export function refusal(target: Target, error: unknown): LithifyError {
  const [message, hint] = explain(target, error, systemCode(error))
  return connectError(target, message, hint, error)
}

export function connectError(target: Target, message: string, hint: string | undefined, cause?: unknown): LithifyError {
  const serverCode = systemCode(cause)
  const missing = serverCode === '3D000' ? { missing: true } : {}
  return new LithifyError('LITHIFY_E_CONNECT', message, {
    hint,
    data: { ...place(target), serverCode, ...serverFields(cause), ...missing },
    cause,
  })
}

function explain(target: Target, error: unknown, code: string | undefined): Explanation {
  const { host, port, database, user } = target
  const server = isSocket(host) ? `${host}/.s.PGSQL.${port}` : `${host}:${port}`
  const said = messageOf(error)
  switch (code) {
    case '28P01':
      return [
        `The password of ${user} is wrong, or there is no such role, on ${server}.`,
        'Correct it in the URL, in PGPASSWORD or in the password file.',
      ]
    case '28000':
      return refusedAccess(target, server, said)
    case '3D000':
      return [
        `There is no database ${database} on ${server}.`,
        `Create it:  createdb${connectionFlags(target)} ${shellWord(database)}`,
      ]
    case '42501':
      return [
        `${user} may not connect to the database ${database}: ${said}.`,
        `As its owner:  GRANT CONNECT ON DATABASE … TO …`,
      ]
    case '53300':
      return [
        `The server ${server} takes no more connections: ${said}.`,
        'Wait until others are closed, or raise max_connections there.',
      ]
    case '57P03':
      return [`The server ${server} takes no connections at the moment: ${said}.`, 'Wait until it has started.']
    case 'NO_PASSWORD':
      return [`The server ${server} asks for a password of ${user}, and none is given.`, said]
    default:
  }
  // The driver's own words, for which it has no code.
  const cause = said === 'timeout expired' ? 'ETIMEDOUT' : code
  const network = explainNetwork(cause, { server, host, title: 'PostgreSQL', timeoutMs: target.connectTimeoutMs })
  return (
    network ?? tlsExplanation(target, server, code, said) ?? [`No connection to ${server}: ${said}.`, 'Check the URL.']
  )
}

function refusedAccess(target: Target, server: string, said: string): Explanation {
  if (/pg_hba\.conf/.test(said)) {
    return [
      `The server ${server} refuses ${target.user}: ${said}.`,
      'pg_hba.conf on the server says who may come in, from where, and whether with TLS (sslmode).',
    ]
  }
  return [`The server ${server} refuses ${target.user}: ${said}.`, 'Check the user in the URL.']
}

function tlsExplanation(
  target: Target,
  server: string,
  code: string | undefined,
  said: string,
): Explanation | undefined {
  if (isNoTls(said)) {
    return [
      `The server ${server} does not speak TLS, which sslmode=${target.sslMode} asks for.`,
      'Switch TLS on there; or, on a network that you trust:  sslmode=prefer',
    ]
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return [
      `The certificate of ${server} is for another host: ${said}.`,
      'Use the name that is in the certificate; or check only who signed it:  sslmode=verify-ca',
    ]
  }
  if (code !== undefined && /CERT|SIGNATURE|SELF_SIGNED/.test(code)) {
    return [
      `The certificate of ${server} is not trusted: ${said} (${code}).`,
      'Name the certificate that signed it:  sslrootcert=path/to/root.crt',
    ]
  }
  if (code !== undefined && /^(ERR_SSL|ERR_TLS|EPROTO)/.test(code)) {
    return [`TLS with ${server} failed: ${said}.`, 'Check sslmode and the certificates.']
  }
  return undefined
}

/** The driver's own words, for which it has no code. */
export const isNoTls = (said: string): boolean => said === 'The server does not support SSL connections'

function connectionFlags({ host, port, user }: Target): string {
  return ` -h ${shellWord(host)} -p ${port} -U ${shellWord(user)}`
}
