import { randomBytes } from 'node:crypto'
import type { PostgresVersion } from '@lithify/test-servers'
import { onTestFinished } from 'vitest'
import { connect } from '../src/driver.ts'
import { serverUrl } from './helpers.ts'

/** A prefix for the names of roles, which belong to the whole server. They are gone when the test ends. */
export function rolePrefix(version: PostgresVersion): string {
  const own = `t${randomBytes(4).toString('hex')}_`
  onTestFinished(async () => {
    const admin = await connect({ url: serverUrl(version) })
    const roles = await admin.query(
      `SELECT pg_catalog.quote_ident(rolname) AS name FROM pg_roles WHERE starts_with(rolname, '${own}')`,
    )
    if (roles.length > 0)
      await admin.execute([{ text: `DROP ROLE ${roles.map(({ name }) => String(name)).join(', ')}` }])
    await admin.close()
  })
  return own
}
