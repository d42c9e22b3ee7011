import { fileURLToPath } from 'node:url'

/** Where the CLI itself is installed: the last place to look for a dialect. */
export const installation = fileURLToPath(new URL('.', import.meta.url))
