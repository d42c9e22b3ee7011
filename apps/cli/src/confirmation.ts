import type { Confirm } from '@lithify/core'
import type { Context } from './context.ts'

/** How a destructive command gets its leave: `--force`, or a person's yes. Nobody there to ask is a no, and core says what to do. */
export function confirmation({ flags, terminal, printer }: Pick<Context, 'flags' | 'terminal' | 'printer'>): Confirm {
  return async (destruction) => {
    if (flags.force) return true
    if (!terminal.interactive) return false
    printer.settle()
    const { openPrompts } = await import('./prompts.ts')
    const prompts = await openPrompts()
    return (await prompts.confirm(destruction)) ?? interrupted()
  }
}

async function interrupted(): Promise<never> {
  const { LithifyError } = await import('@lithify/core')
  throw new LithifyError('LITHIFY_E_INTERRUPTED', 'Interrupted. Nothing was changed.')
}
