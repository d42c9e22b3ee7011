// `npm run lint`, `npm run typecheck`…: turbo tasks for those who have only npm. What begins with a dash goes to turbo.
import { turbo } from './turbo.mjs'

const args = process.argv.slice(2)
const isOption = (arg) => arg.startsWith('-')
process.exitCode = await turbo(
  args.filter((arg) => !isOption(arg)),
  ['--continue', '--concurrency=2', ...args.filter(isOption)],
)
