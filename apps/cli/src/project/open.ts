import { open, redactUrl, resolveDialect, type Lithify } from '@lithify/core'
import type { Context } from '../context.ts'
import { installation } from './installation.ts'
import { labels } from './labels.ts'
import { findProject, type Project } from './project.ts'

/** Everything between the flags and a {@link Lithify} ready for one command. */
export async function openProject({
  flags,
  printer,
  drawing,
  signal,
}: Context): Promise<{ lithify: Lithify; project: Project }> {
  printer.redactWith(redactUrl)
  const project = await findProject(flags)
  const { root, config } = project
  const lithify = await open(config, {
    connection: flags.connection,
    root,
    signal,
    onEvent: drawing.on,
    resolveDialect: (name) => resolveDialect(name, [root, installation]),
  })
  drawing.label = labels(lithify.connection)
  return { lithify, project }
}
