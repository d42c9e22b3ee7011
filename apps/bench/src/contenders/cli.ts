import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run, type Finished } from '../process.ts'

/** The command line, as a project runs it. */
const bin = join(dirname(fileURLToPath(import.meta.resolve('lithify/package.json'))), 'bin', 'lithify.js')

/** `lithify …` in a project: the whole process, Node's start included. */
export function lithify(args: readonly string[], cwd?: string, nodeArgs: readonly string[] = []): Promise<Finished> {
  return run(process.execPath, [...nodeArgs, bin, ...args], cwd === undefined ? {} : { cwd })
}
