import type { Lithify } from '@lithify/core'
import type { Flags } from './flags.ts'
import type { Drawing } from './output/draw.ts'
import type { Printer } from './output/printer.ts'
import type { Terminal } from './output/terminal.ts'
import type { Project } from './project/project.ts'

/** What every command is given. */
export interface Context {
  readonly flags: Flags
  readonly terminal: Terminal
  readonly printer: Printer
  readonly drawing: Drawing
  readonly signal: AbortSignal
}

/** Opens the project that the flags name, does one thing with it, and closes it whatever happens. */
export async function withLithify<T>(
  context: Context,
  work: (lithify: Lithify, project: Project) => Promise<T>,
): Promise<T> {
  const { openProject } = await import('./project/open.ts')
  const { lithify, project } = await openProject(context)
  try {
    return await work(lithify, project)
  } catch (error) {
    // Closing what is broken may fail too; what broke it is what people have to know.
    await lithify.close().catch(() => undefined)
    throw error
  } finally {
    await lithify.close()
  }
}
