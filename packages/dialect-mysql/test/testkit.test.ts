import { randomBytes } from 'node:crypto'
import { testDialect } from '@lithify/dialect-testkit'
import { test } from 'vitest'
import { mysql } from '../src/index.ts'
import { onBoth, rootOf, urlOf } from './helpers.ts'

/** What it holds names and comments in has no characters of four bytes; a name cannot end with a space. */
const holdsFourBytes = /[\u{10000}-\u{10ffff}]/u

onBoth((name) => {
  testDialect({
    test: (title, run) => test(title, { timeout: 120_000 }, run),
    runs: Number(process.env['LITHIFY_TESTKIT_RUNS'] ?? 5),
    seed: Number(process.env['LITHIFY_TESTKIT_SEED'] ?? 1),
    // What is not said is RESTRICT to MariaDB and NO ACTION to MySQL, which is the same to both; InnoDB has no SET DEFAULT.
    limits: {
      actions: ['noAction', 'cascade', 'setNull'],
      holdsName: (text) => !/\s$/.test(text) && !holdsFourBytes.test(text),
      viewsFollow: false,
      foreignKeysHoldIndexes: true,
      holdsComment: (text) => !holdsFourBytes.test(text),
    },
    factory: async () => {
      const made = `kit_${randomBytes(6).toString('hex')}`
      const root = await rootOf(name)
      await root.execute([{ text: `CREATE DATABASE ${made} CHARACTER SET utf8mb4` }])
      return {
        configured: mysql({ url: `${urlOf(name)}${made}` }),
        cleanup: async () => {
          await root.execute([{ text: `DROP DATABASE IF EXISTS ${made}` }])
          await root.close()
        },
      }
    },
    module: new URL('../dist/index.js', import.meta.url),
    opaque: (table, { quote }) => [
      {
        kind: 'trigger',
        name: 'kit_trigger',
        table: table.name,
        create: `CREATE TRIGGER \`kit_trigger\` BEFORE INSERT ON ${quote(table.name)} FOR EACH ROW BEGIN SET @a = ';'; SET @b = 1; END`,
        drop: 'DROP TRIGGER `kit_trigger`',
        options: { sqlMode: 'NO_ENGINE_SUBSTITUTION' },
      },
    ],
    scripts: [
      {
        script: "DELIMITER //\nCREATE PROCEDURE a() BEGIN SELECT ';'; END//\nDELIMITER ;\nSELECT 1 # ;\n;",
        statements: ["CREATE PROCEDURE a() BEGIN SELECT ';'; END", 'SELECT 1 # ;'],
      },
    ],
    // What would say a password.
    uncovered: { sql: "CREATE TABLE kit_far (x INT) CONNECTION='mysql://u:secret@h/db/t'", name: 'kit_far' },
  })
})
