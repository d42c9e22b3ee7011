/**
 * What a project imports: its config file, its migrations and its own programs. All of it is core's; this package adds the
 * command line only.
 *
 * @example
 * ```ts
 * import { defineConfig, env } from 'lithify'
 *
 * export default defineConfig({
 *   connections: { primary: { dialect: 'sqlite', url: env('DATABASE_URL') } },
 * })
 * ```
 */
export * from '@lithify/core'
