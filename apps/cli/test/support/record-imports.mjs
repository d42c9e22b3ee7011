// Preloaded with --import: writes one line to stderr for each file that is imported.
import { register } from 'node:module'

register(
  `data:text/javascript,${encodeURIComponent(`
import { writeSync } from 'node:fs'
export async function load(url, context, next) {
  if (url.startsWith('file:')) writeSync(2, 'import ' + url + '\\n')
  return next(url, context)
}`)}`,
)
