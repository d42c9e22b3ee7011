import { readFile } from 'node:fs/promises'

interface Found {
  readonly name: string
  readonly path?: string
}

/** Migrations in SQL files, as umzug's own example reads them: each is sent whole. */
export function sqlFiles(
  folder: string,
  send: (sql: string) => unknown,
): { glob: [string, { cwd: string }]; resolve: (found: Found) => { name: string; up: () => Promise<void> } } {
  return {
    glob: ['*.sql', { cwd: folder }],
    resolve: ({ name, path = '' }) => ({
      name,
      up: async () => {
        await send(await readFile(path, 'utf8'))
      },
    }),
  }
}
