import { Batch } from './batch.ts'
import { delimiter } from './chunk.ts'
import type { Deferred } from './deferred.ts'
import { inlined } from './inlined.ts'
import type { Message } from './message.ts'
import { Pipeline, type Piped } from './pipeline.ts'

const plain = (text: string): Piped => ({ text, params: [] })

/**
 * What was deferred as one message, with what comes before and after it: the server skips all that comes after what fails. As a text, unless settings
 * are restored in it: the server reads a text as a whole, under those that a migration has made.
 */
export function together(before: readonly string[], deferred: readonly Deferred[], after: readonly string[]): Message {
  if (deferred.some(({ restores }) => restores === true))
    return new Pipeline([...before.map(plain), ...deferred, ...after.map(plain)])
  return new Batch([...before, ...deferred.map(({ text, params }) => inlined(text, params)), ...after].join(delimiter))
}
