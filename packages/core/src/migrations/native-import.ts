import { compileFunction, constants } from 'node:vm'

/** Node's own `import()` of a URL, which no bundler or test runner that lithify runs in can take over. */
export const nativeImport = compileFunction('return import(url)', ['url'], {
  importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
}) as (url: string) => Promise<unknown>
