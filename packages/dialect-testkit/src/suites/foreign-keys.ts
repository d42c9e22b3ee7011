import assert from 'node:assert/strict'
import type { Behaviour } from '../behaviour.ts'
import { failsWith } from '../errors.ts'
import type { Kit } from '../kit.ts'

async function family(kit: Kit, deferrable = false): Promise<void> {
  await kit.migrate((m) => {
    m.createTable('parents', (t) => void t.integer('id').primary())
    m.createTable('children', (t) => {
      t.integer('id').primary()
      const reference = t.integer('parent_id').references('parents')
      if (deferrable) reference.deferrable('initiallyDeferred')
    })
  })
}

const orphan = (kit: Kit, id = 1): { text: string } => ({
  text: `insert into ${kit.quote('children')} (id, parent_id) values (${id}, 99)`,
})
const parent = (kit: Kit): { text: string } => ({ text: `insert into ${kit.quote('parents')} (id) values (99)` })

export const foreignKeys: readonly Behaviour[] = [
  {
    name: 'they are enforced',
    async run(kit) {
      await family(kit)
      const session = await kit.session()
      await failsWith(['LITHIFY_E_STATEMENT', 'LITHIFY_E_FOREIGN_KEYS'], () => session.execute([orphan(kit)]))
      await failsWith(['LITHIFY_E_STATEMENT', 'LITHIFY_E_FOREIGN_KEYS'], () =>
        session.transaction(() => session.execute([orphan(kit)]), { foreignKeys: 'enforced' }),
      )
      assert.equal(await kit.count('children'), 0)
    },
  },
  {
    name: 'checked at the commit, the order of rows does not matter',
    needs: ['foreignKeysCheckedAtCommit'],
    async run(kit) {
      await family(kit)
      const session = await kit.session()
      await session.transaction(() => session.execute([orphan(kit), parent(kit)]), { foreignKeys: 'checkedAtCommit' })
      assert.equal(await kit.count('children'), 1)
    },
  },
  {
    name: 'checked at the commit, a row that points nowhere rolls everything back',
    needs: ['foreignKeysCheckedAtCommit'],
    async run(kit) {
      await family(kit)
      const session = await kit.session()
      await failsWith('LITHIFY_E_FOREIGN_KEYS', () =>
        session.transaction(() => session.execute([orphan(kit)]), { foreignKeys: 'checkedAtCommit' }),
      )
      assert.equal(await kit.count('children'), 0)
    },
  },
  {
    name: 'they are enforced again after a transaction that checked them at its commit',
    needs: ['foreignKeysCheckedAtCommit'],
    async run(kit) {
      await family(kit)
      const session = await kit.session()
      await session.transaction(() => session.execute([orphan(kit), parent(kit)]), { foreignKeys: 'checkedAtCommit' })
      await session
        .transaction(() => Promise.reject(new Error('no')), { foreignKeys: 'checkedAtCommit' })
        .catch(() => {})
      const lost = { text: `insert into ${kit.quote('children')} (id, parent_id) values (2, 5)` }
      await failsWith(['LITHIFY_E_STATEMENT', 'LITHIFY_E_FOREIGN_KEYS'], () => session.execute([lost]))
    },
  },
  {
    name: 'deferred ones wait for the end of the transaction',
    needs: ['deferrableForeignKeys'],
    async run(kit) {
      await family(kit, true)
      const session = await kit.session()
      await session.transaction(() => session.execute([orphan(kit), parent(kit)]))
      assert.equal(await kit.count('children'), 1)
      const lost = { text: `insert into ${kit.quote('children')} (id, parent_id) values (2, 5)` }
      await failsWith(['LITHIFY_E_STATEMENT', 'LITHIFY_E_FOREIGN_KEYS'], () =>
        session.transaction(() => session.execute([lost])),
      )
      assert.equal(await kit.count('children'), 1)
    },
  },
  {
    name: 'a table may refer to one that does not exist yet',
    needs: ['inlineForeignKeys'],
    async run(kit) {
      await kit.migrate((m) => {
        m.createTable('children', (t) => void [t.id(), t.references('parents')])
        m.createTable('parents', (t) => void t.id())
      })
    },
  },
]
