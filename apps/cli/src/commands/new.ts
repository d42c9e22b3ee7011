import { withLithify } from '../context.ts'
import { defineCommand } from './command.ts'

const formats = ['sql', 'ts', 'mjs'] as const
type Format = (typeof formats)[number]

export const newMigration = defineCommand<{ empty?: boolean } & { [format in Format]?: boolean }>({
  name: 'new',
  aliases: ['make:migration'],
  summary: 'write a new migration file',
  examples: ['lithify new add invoices --empty', 'lithify new add_invoices --empty --sql'],
  configure(takes) {
    takes
      .argument('<title...>', 'what it does, in a few words')
      .option('--empty', 'an empty migration, to be filled by hand')
      .addOption(takes.createOption('--sql', 'in SQL').conflicts(['ts', 'mjs']))
      .addOption(takes.createOption('--ts', 'in TypeScript').conflicts(['sql', 'mjs']))
      .addOption(takes.createOption('--mjs', 'in JavaScript').conflicts(['sql', 'ts']))
  },
  run: async (context, options, words) => {
    const { LithifyError, shellWord, languageLike } = await import('@lithify/core')
    if (options.empty !== true) {
      throw new LithifyError('LITHIFY_E_USAGE', 'Generating a migration from the schema files is not there yet.', {
        hint: `To write one by hand:  lithify new ${shellWord(words.join('_'))} --empty`,
      })
    }
    return withLithify(context, async (lithify, { configFile }) => {
      const format = formats.find((name) => options[name] === true) ?? languageLike(configFile)
      const result = await lithify.newMigration({ title: words.join(' '), format })
      context.printer.entry('done', `${result.name}.${format}`)
      context.printer.line('Fill it, then:  lithify run')
      return { result }
    })
  },
})
