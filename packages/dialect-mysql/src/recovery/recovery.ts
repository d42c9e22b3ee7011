import type { Recovery, Session } from '@lithify/core'
import { changes } from './changes.ts'
import { definitions } from './definitions.ts'
import { sessionUse } from './session-use.ts'

export const recovery: Recovery = Object.freeze({ changes, definitions, sessionUse, keepsRows })

/** Tables of MyISAM and its like take no part in transactions. */
async function keepsRows(session: Session): Promise<boolean> {
  const found = await session.query(
    `SELECT 1 AS found FROM information_schema.TABLES t LEFT JOIN information_schema.ENGINES e ON e.ENGINE = t.ENGINE
     WHERE t.TABLE_SCHEMA = DATABASE() AND t.TABLE_TYPE = 'BASE TABLE' AND COALESCE(e.TRANSACTIONS, 'NO') <> 'YES' LIMIT 1`,
  )
  return found.length > 0
}
