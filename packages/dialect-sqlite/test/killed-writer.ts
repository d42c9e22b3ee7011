import { createRequire } from 'node:module'
import { killed, program, said } from '@lithify/dialect-testkit'

const driver = createRequire(import.meta.url).resolve('better-sqlite3')

/** A writer that dies in the middle of a transaction whose pages have reached the file already. */
export async function killedWriter(file: string): Promise<void> {
  const child = program(
    `const Database = require(args[0]); const db = new Database(args[1]); db.pragma('cache_size = 1'); db.exec('BEGIN');
     const insert = db.prepare("INSERT INTO t VALUES (?)"); for (let i = 0; i < 20000; i++) insert.run('x'.repeat(500));
     console.log('ready'); setInterval(() => {}, 1000);`,
    driver,
    file,
  )
  try {
    await said(child, 'ready')
  } finally {
    await killed(child)
  }
}
