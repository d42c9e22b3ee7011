/**
 * Node's own `import()` of a URL. In a file of its own, so that a bundler sees that there is nothing for it to resolve.
 * (`vm` with USE_MAIN_CONTEXT_DEFAULT_LOADER would escape a test runner's loader too, but Node prints an ExperimentalWarning to the
 * user's terminal for it.)
 */
export function nativeImport(url: string): Promise<unknown> {
  return import(/* @vite-ignore */ url) as Promise<unknown>
}
