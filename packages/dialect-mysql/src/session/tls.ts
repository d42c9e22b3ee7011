import { isIP } from 'node:net'
import type { SslOptions } from 'mysql2'
import { LithifyError } from '@lithify/core'
import { readCertificate } from '@lithify/core/dialect-kit'
import type { Target } from './target.ts'

/** With TLS, in the way that is given, or without. */
export type Encryption = SslOptions | undefined

/**
 * The ways to try, in this order, as the mysql client understands `ssl-mode`.
 * @throws LithifyError `LITHIFY_E_CONFIG_INVALID` when a certificate cannot be read, or there is no name to find in it
 */
export function encryptions(target: Target): readonly Encryption[] {
  // What goes through a socket does not leave the machine.
  if (target.socket !== undefined || target.sslMode === 'DISABLED') return [undefined]
  return target.sslMode === 'PREFERRED' ? [tls(target), undefined] : [tls(target)]
}

function tls({ host, sslMode, sslCa, sslCert, sslKey }: Target): SslOptions {
  // The driver would look for `localhost` in the certificate of every server that is named by its address.
  if (sslMode === 'VERIFY_IDENTITY' && isIP(host) !== 0) {
    throw new LithifyError(
      'LITHIFY_E_CONFIG_INVALID',
      `ssl-mode=VERIFY_IDENTITY looks for the server's name in its certificate, and ${host} is an address.`,
      { hint: 'Use the name that is in the certificate; or check only who signed it:  ssl-mode=VERIFY_CA' },
    )
  }
  const own: SslOptions = { minVersion: 'TLSv1.2' }
  if (sslCert !== undefined) own.cert = readCertificate('ssl-cert', sslCert)
  if (sslKey !== undefined) own.key = readCertificate('ssl-key', sslKey)
  if (sslCa !== undefined) own.ca = readCertificate('ssl-ca', sslCa)
  const verified = sslMode === 'VERIFY_CA' || sslMode === 'VERIFY_IDENTITY'
  return { ...own, rejectUnauthorized: verified, verifyIdentity: sslMode === 'VERIFY_IDENTITY' }
}
