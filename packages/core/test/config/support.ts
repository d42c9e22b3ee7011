import type { ConfiguredDialect } from '../../src/dialect.ts'

/** A dialect as far as a config looks at one. */
export function dialect(options: Record<string, unknown> = {}): ConfiguredDialect {
  return {
    dialect: {
      name: 'toy',
      capabilities: {},
      connect: () => Promise.reject(new Error('never')),
    } as unknown as ConfiguredDialect['dialect'],
    options,
  }
}

/** The text of a package whose default export is a factory of such a dialect. `mark` tells it from others. */
export function dialectPackage(name: string, mark: string, protocols?: readonly string[]): Record<string, string> {
  return {
    [`node_modules/${name}/package.json`]: JSON.stringify({
      name,
      type: 'module',
      exports: { '.': { types: './index.d.ts', default: './index.js' } },
      ...(protocols ? { lithify: { protocols } } : {}),
    }),
    [`node_modules/${name}/index.js`]: `export default (options) => ({ dialect: { name: '${mark}', capabilities: {}, connect() {} }, options })`,
  }
}
