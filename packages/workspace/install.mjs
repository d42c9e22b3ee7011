import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { environment, fetchPnpm, pnpm } from './pnpm.mjs'
import { fail, nodeQuietly, root } from './process.mjs'

/** Installs the whole workspace, or only what `filters` select, exactly as the lockfile says. */
export async function install(filters = []) {
  await fetchPnpm()
  const env = environment()
  const { code, log, seconds } = await nodeQuietly([pnpm, ...filters, 'install', '--frozen-lockfile'], {
    env,
    beat: patience(),
  })
  if (code !== 0) fail('The packages could not be installed', log, hintFor(log))
  console.log(`✓ installed  ${seconds.toFixed(1)} s`)
}

/** better-sqlite3 is compiled where no prebuilt binary can be had, silently and for minutes: this says so meanwhile. */
function patience() {
  let said = ''
  return (seconds) => {
    const compiling = isCompiling()
    if (compiling && said !== 'compiling') {
      said = 'compiling'
      console.log('… compiling better-sqlite3, for want of a prebuilt binary: about two minutes, once')
    } else if (seconds >= 10 && said === '') {
      said = 'installing'
      console.log('… installing packages (better-sqlite3 takes about two minutes where it has to be compiled)')
    } else if (seconds % 15 === 0) {
      console.log(`… still ${compiling ? 'compiling' : 'installing'}  ${seconds} s`)
    }
  }
}

/** The build directory is there from the compiler's first step on, the binary only at its end. */
function isCompiling() {
  const store = join(root, 'node_modules', '.pnpm')
  if (!existsSync(store)) return false
  const name = readdirSync(store).find((entry) => entry.startsWith('better-sqlite3@'))
  if (!name) return false
  const build = join(store, name, 'node_modules', 'better-sqlite3', 'build')
  return existsSync(join(build, 'Makefile')) && !existsSync(join(build, 'Release', 'better_sqlite3.node'))
}

function hintFor(log) {
  if (log.includes('ERR_PNPM_OUTDATED_LOCKFILE')) {
    return 'A package.json was changed without the lockfile. To update it:  npm run pnpm -- install --no-frozen-lockfile'
  }
  if (/gyp ERR|better-sqlite3.*Failed/.test(log)) {
    return 'Compiling better-sqlite3 needs Python 3, make and a C++ compiler (on Debian: apt-get install python3 make g++).'
  }
  return undefined
}
