import { InvalidArgumentError } from 'commander'
import { defineCommand } from './command.ts'

export const init = defineCommand<{ dialect?: string; ts?: boolean; mjs?: boolean }>({
  name: 'init',
  aliases: [],
  summary: 'write a config file and the folder for migrations',
  examples: ['lithify init', 'lithify init --url sqlite:data/app.db', 'lithify init --dialect postgres'],
  configure(takes) {
    takes
      .option('--dialect <name>', 'the database (default: what --url or DATABASE_URL says, else sqlite)', dialectName)
      .addOption(takes.createOption('--ts', 'a config in TypeScript').conflicts('mjs'))
      .addOption(takes.createOption('--mjs', 'a config in JavaScript').conflicts('ts'))
  },
  run: async (context, options) => {
    const { initialize } = await import('../init/initialize.ts')
    return { result: await initialize(context, options) }
  },
})

/** It becomes part of a package's name and of a file. */
function dialectName(text: string): string {
  if (!/^(@[a-z0-9._-]+\/)?[a-z0-9._-]+$/i.test(text))
    throw new InvalidArgumentError('It takes the name of a dialect, such as sqlite.')
  return text
}
