import type { Destruction } from '@lithify/core'
import { printable } from './output/text.ts'

/** Every question goes to stderr: stdout is for answers that may be read by a program. */
const output = process.stderr

export interface Prompts {
  confirm(destruction: Destruction): Promise<boolean | undefined>
  text(message: string, initial: string): Promise<string | undefined>
}

/** `undefined`: the person left the question with Ctrl-C or Escape. */
export async function openPrompts(): Promise<Prompts> {
  const clack = await import('@clack/prompts')
  return {
    async confirm({ database, summary, tables }) {
      clack.log.warn(printable([summary, ...(tables.length === 0 ? [] : [tables.join(', ')])].join('\n')), { output })
      const answer = await clack.confirm({ message: printable(`Go on with ${database}?`), initialValue: false, output })
      return typeof answer === 'boolean' ? answer : undefined
    },
    async text(message, initial) {
      const answer = await clack.text({ message, initialValue: initial, output })
      return typeof answer === 'string' ? answer : undefined
    },
  }
}
