import { LithifyError, messageOf } from '@lithify/core'
import { explainNetwork, systemCode, type Explanation } from '@lithify/core/dialect-kit'
import { errorNumber, serverCode, serverFields } from '../failure.ts'
import { place, placeOf, type Target } from './target.ts'

/** What a connection that could not be opened is reported as: what is wrong, and what to do about it. */
export function refusal(target: Target, error: unknown): LithifyError {
  const [message, hint] = explain(target, error, codeOf(error))
  return connectError(target, message, hint, error)
}

/** MariaDB's own errors are told by number. */
const codeOf = (error: unknown): string | undefined => serverCode(error) ?? systemCode(error)

export function connectError(target: Target, message: string, hint: string | undefined, cause?: unknown): LithifyError {
  const missing = errorNumber(cause) === 1049 ? { missing: true } : {}
  return new LithifyError('LITHIFY_E_CONNECT', message, {
    hint,
    data: { ...place(target), serverCode: codeOf(cause), ...serverFields(cause), ...missing },
    cause,
  })
}

function explain(target: Target, error: unknown, code: string | undefined): Explanation {
  const { host, database = '', user, password } = target
  const server = placeOf(target)
  const said = messageOf(error).replace(/\.$/, '')
  switch (code) {
    case 'ER_ACCESS_DENIED_ERROR':
      return password === ''
        ? [`The server ${server} lets ${user} not in without a password.`, 'Give it in the URL or in MYSQL_PWD.']
        : [
            `The password of ${user} is wrong, or there is no such user, on ${server}.`,
            'Correct it in the URL or in MYSQL_PWD.',
          ]
    case 'ER_DBACCESS_DENIED_ERROR':
      return [`${user} may not use the database ${database} on ${server}.`, 'As an administrator:  GRANT ALL ON … TO …']
    case 'ER_BAD_DB_ERROR':
      return [
        `There is no database ${database} on ${server}.`,
        `Create it:  CREATE DATABASE \`${database.replaceAll('`', '``')}\`;`,
      ]
    case 'ER_CON_COUNT_ERROR':
    case 'ER_TOO_MANY_USER_CONNECTIONS':
    case 'ER_USER_LIMIT_REACHED':
      return [
        `The server ${server} takes no more connections: ${said}.`,
        'Wait until others are closed, or raise max_connections there.',
      ]
    case 'ER_SECURE_TRANSPORT_REQUIRED':
      return [`The server ${server} asks for TLS.`, 'Let it be used:  ssl-mode=REQUIRED']
    case 'AUTH_SWITCH_PLUGIN_ERROR':
      return [`${user} cannot be let in: ${said}.`, 'Give the user a password of the server’s usual kind.']
    default:
  }
  const network = explainNetwork(code, { server, host, title: 'the server', timeoutMs: target.connectTimeoutMs })
  return (
    network ?? tlsExplanation(target, server, code, said) ?? [`No connection to ${server}: ${said}.`, 'Check the URL.']
  )
}

function tlsExplanation(
  target: Target,
  server: string,
  code: string | undefined,
  said: string,
): Explanation | undefined {
  if (code === 'HANDSHAKE_NO_SSL_SUPPORT') {
    return [
      `The server ${server} does not speak TLS, which ssl-mode=${target.sslMode} asks for.`,
      'Switch TLS on there; or, on a network that you trust:  ssl-mode=PREFERRED',
    ]
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID' || /altnames|does not match certificate/i.test(said)) {
    return [
      `The certificate of ${server} is for another host: ${said}.`,
      'Use the name that is in the certificate; or check only who signed it:  ssl-mode=VERIFY_CA',
    ]
  }
  if (/certificate/i.test(said)) {
    return [
      `The certificate of ${server} is not trusted: ${said}.`,
      'Name the certificate that signed it:  ssl-ca=path/to/root.crt',
    ]
  }
  return code !== undefined && /SSL|TLS|EPROTO/.test(code)
    ? [`TLS with ${server} failed: ${said}.`, 'Check ssl-mode and the certificates.']
    : undefined
}
