import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { open, type Lithify } from '@lithify/core'
import { expect, onTestFinished, test } from 'vitest'
import { postgres } from '../src/index.ts'
import { database, onEnds } from './helpers.ts'

const corpora = process.env['LITHIFY_CORPORA'] ?? resolve(import.meta.dirname, '../../../../shared/corpora')
const sakila = join(corpora, 'postgres/sakila.sql')

async function opened(root: string, url: string): Promise<Lithify> {
  const lithify = await open({ connections: { primary: { dialect: postgres({ url }) } } }, { root })
  onTestFinished(() => lithify.close())
  return lithify
}

onEnds((version) => {
  test.skipIf(!existsSync(sakila))(
    'a project: run, dump, boot another database, verify, start over',
    { timeout: 120_000 },
    async () => {
      const root = mkdtempSync(join(tmpdir(), 'lithify-'))
      onTestFinished(() => rmSync(root, { recursive: true, force: true }))
      const write = (path: string, text: string): void => {
        mkdirSync(join(root, 'database/migrations'), { recursive: true })
        writeFileSync(join(root, 'database/migrations', path), text)
      }
      write('1_sakila.sql', readFileSync(sakila, 'utf8'))
      write(
        '2_invoices.mjs',
        `import { migration } from '@lithify/core'
       export default migration({
         async up(m) {
           m.createTable('invoices', (t) => { t.id(); t.decimal('total', 12, 2).notNull(); t.timestamps() })
           m.createIndex('invoices', ['total'])
           await m.query('insert into invoices (total) values ($1)', ['1.50'])
         },
         down(m) { m.dropTable('invoices') },
       })`,
      )
      const first = await opened(root, await database(version))
      expect((await first.run()).applied).toHaveLength(2)
      const { dumpPath } = await first.dump()
      const text = readFileSync(dumpPath, 'utf8')

      const second = await opened(root, await database(version))
      expect((await second.run()).bootstrap?.migrations).toBe(2)
      expect((await second.dump()).changed).toBe(false)
      expect(readFileSync(dumpPath, 'utf8')).toBe(text)
      expect((await second.verify()).findings).toEqual([])

      expect((await first.rollback({ step: 1, confirm: () => true })).rolledBack).toHaveLength(1)
      expect((await first.run()).applied).toHaveLength(1)
      const fresh = await first.fresh({ confirm: () => true })
      expect(fresh.bootstrap?.migrations).toBe(2)
      expect((await first.verify()).findings).toEqual([])
    },
  )

  test.each(['loops.sql', 'deep-loops.sql'])(
    'a project whose schema is full of circles: %s',
    { timeout: 120_000 },
    async (name) => {
      const root = mkdtempSync(join(tmpdir(), 'lithify-'))
      onTestFinished(() => rmSync(root, { recursive: true, force: true }))
      mkdirSync(join(root, 'database/migrations'), { recursive: true })
      const script = readFileSync(join(import.meta.dirname, 'introspect/schemas', name), 'utf8')
      writeFileSync(join(root, 'database/migrations/1_circles.sql'), script)
      const first = await opened(root, await database(version))
      await first.run()
      const { dumpPath } = await first.dump()
      const text = readFileSync(dumpPath, 'utf8')
      const second = await opened(root, await database(version))
      expect((await second.run()).bootstrap?.migrations).toBe(1)
      expect((await second.dump()).changed).toBe(false)
      expect(readFileSync(dumpPath, 'utf8')).toBe(text)
      expect((await second.fresh({ confirm: () => true })).bootstrap?.migrations).toBe(1)
      expect((await second.verify()).findings).toEqual([])
    },
  )
})
