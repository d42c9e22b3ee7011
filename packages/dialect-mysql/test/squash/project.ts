import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sqlFile } from '../runner/project.ts'

/** Tables, rows, code: each with its way back. */
export const migrations: Readonly<Record<string, readonly [up: string, down: string]>> = {
  '1_users': ['CREATE TABLE users (id INT PRIMARY KEY AUTO_INCREMENT, name VARCHAR(40) NOT NULL)', 'DROP TABLE users'],
  '2_roles': [
    "CREATE TABLE roles (id INT PRIMARY KEY, name VARCHAR(40));\nINSERT INTO roles VALUES (1, 'admin'), (2, 'it''s')",
    'DROP TABLE roles',
  ],
  '3_email': ['ALTER TABLE users ADD COLUMN email VARCHAR(80)', 'ALTER TABLE users DROP COLUMN email'],
  '4_code': [
    'CREATE VIEW names AS SELECT id, name FROM users;\nDELIMITER //\nCREATE TRIGGER t BEFORE INSERT ON users FOR EACH ROW BEGIN SET NEW.name = TRIM(NEW.name); SET @n = 1; END//\nDELIMITER ;',
    'DROP TRIGGER t;\nDROP VIEW names',
  ],
}
export const texts = Object.fromEntries(
  Object.entries(migrations).map(([base, [up, down]]) => [
    sqlFile(base),
    `-- migrate:up\n${up.endsWith(';') ? up : `${up};`}\n\n-- migrate:down\n${down};\n`,
  ]),
)

/** The text of every file in the migration directory. */
export const filesOf = (at: { readonly root: string }): Record<string, string> =>
  Object.fromEntries(
    readdirSync(join(at.root, 'database/migrations'))
      .toSorted()
      .map((name) => [name, readFileSync(join(at.root, 'database/migrations', name), 'utf8')]),
  )
