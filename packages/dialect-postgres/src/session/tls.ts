import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { ConnectionOptions } from 'node:tls'
import { readCertificate } from '@lithify/core/dialect-kit'
import { isSocket, type Target } from './target.ts'

/** With TLS, in the way that is given, or without. */
export type Encryption = ConnectionOptions | false

/**
 * The ways to try, in this order, as libpq understands `sslmode`.
 * @throws LithifyError `LITHIFY_E_CONFIG_INVALID` when a certificate cannot be read
 */
export function encryptions(target: Target): readonly Encryption[] {
  if (isSocket(target.host)) return [false]
  switch (target.sslMode) {
    case 'disable':
      return [false]
    case 'allow':
      return [false, tls(target)]
    case 'prefer':
      return [tls(target), false]
    default:
      return [tls(target)]
  }
}

function tls(target: Target): ConnectionOptions {
  const own: ConnectionOptions = {}
  if (target.sslCert !== undefined) own.cert = readCertificate('sslcert', target.sslCert)
  if (target.sslKey !== undefined) own.key = readCertificate('sslkey', target.sslKey)
  const { sslMode } = target
  // With a root certificate libpq checks it, even where only `require` was said.
  const verified = sslMode.startsWith('verify-') || (sslMode === 'require' && target.sslRootCert !== undefined)
  if (!verified) return { ...own, rejectUnauthorized: false }
  const options = { ...own, ...roots(target), rejectUnauthorized: true }
  return sslMode === 'verify-full' ? options : { ...options, checkServerIdentity: () => undefined }
}

/** The certificates to trust: those that are named, those in libpq's usual place, or Node's. */
function roots({ sslRootCert }: Target): ConnectionOptions {
  if (sslRootCert === 'system') return {}
  if (sslRootCert !== undefined) return { ca: readCertificate('sslrootcert', sslRootCert) }
  const usual =
    process.platform === 'win32'
      ? join(process.env['APPDATA'] ?? '.', 'postgresql', 'root.crt')
      : join(homedir(), '.postgresql', 'root.crt')
  return existsSync(usual) ? { ca: readCertificate('sslrootcert', usual) } : {}
}
