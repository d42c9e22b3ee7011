import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Node makes no certificates. */
export const hasOpenssl = ((): boolean => {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
})()

export interface Certificates {
  /** The path of the certificate that signed the server's. */
  readonly root: string
  /** Of the server, for the name `localhost` only. */
  readonly certificate: string
  readonly key: string
  remove(): void
}

export function makeCertificates(): Certificates {
  const directory = mkdtempSync(join(tmpdir(), 'lithify-tls-'))
  const openssl = (...args: readonly string[]): void =>
    void execFileSync('openssl', args, { cwd: directory, stdio: 'ignore' })
  const fresh = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  openssl(
    'req',
    '-x509',
    ...fresh,
    '-keyout',
    'root.key',
    '-out',
    'root.crt',
    '-days',
    '30',
    '-subj',
    '/CN=lithify test root',
  )
  openssl('req', ...fresh, '-keyout', 'server.key', '-out', 'server.csr', '-subj', '/CN=localhost')
  writeFileSync(join(directory, 'names'), 'subjectAltName=DNS:localhost')
  openssl(
    ...'x509 -req -in server.csr -CA root.crt -CAkey root.key -CAcreateserial -out server.crt -days 30 -extfile names'.split(
      ' ',
    ),
  )
  return {
    root: join(directory, 'root.crt'),
    certificate: readFileSync(join(directory, 'server.crt'), 'utf8'),
    key: readFileSync(join(directory, 'server.key'), 'utf8'),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  }
}
