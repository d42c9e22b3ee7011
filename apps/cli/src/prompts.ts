import type { Destruction } from '@lithify/core'

/** Every question goes to stderr: stdout is for answers that may be read by a program. */
const output = process.stderr

export interface Prompts {
  confirm(destruction: Destruction): Promise<boolean>
  text(message: string, initial: string): Promise<string | undefined>
}

/** `undefined` and `false` mean that the person went away with Ctrl-C or said no. */
export async function openPrompts(): Promise<Prompts> {
  const clack = await import('@clack/prompts')
  return {
    async confirm({ database, summary, tables }) {
      clack.log.warn(`${summary}${tables.length === 0 ? '' : `\n${tables.join(', ')}`}`, { output })
      return (await clack.confirm({ message: `Go on with ${database}?`, initialValue: false, output })) === true
    },
    async text(message, initial) {
      const answer = await clack.text({ message, initialValue: initial, output })
      return typeof answer === 'string' ? answer : undefined
    },
  }
}
