import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { cacheDirectory } from '../directories.ts'
import { run } from '../run.ts'

/**
 * Unpacks packages of another release of Debian, with all that they need, into a directory of their own; nothing is installed. The mirror is
 * the one that this machine installs from. Whoever comes second waits at the lock, and finds the work done.
 */
const script = `
set -eu
suite=$1; destination=$2; shift 2
exec 9>"$destination.lock"
flock 9
[ ! -d "$destination" ] || exit 0
mirror=$(grep -rhoE '^(deb .*|URIs: *)https?://[^ ]+/debian/?( |$)' /etc/apt/sources.list /etc/apt/sources.list.d 2>/dev/null | grep -oE 'https?://[^ ]+' | head -n 1)
new=$destination.new
rm -rf "$new"
mkdir -p "$new/lists/partial" "$new/cache/archives/partial" "$new/root"
trap 'rm -rf "$new"' EXIT
: >"$new/status"
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main" >"$new/sources.list"
apt() {
  apt-get -qq -o Dir::State::Lists="$new/lists" -o Dir::State::status="$new/status" -o Dir::Cache="$new/cache" \
    -o Dir::Etc::SourceList="$new/sources.list" -o Dir::Etc::SourceParts=/dev/null -o Dir::Etc::Preferences=/dev/null \
    -o Dir::Etc::PreferencesParts=/dev/null -o APT::Sandbox::User= -o Dir::Log=/dev/null "$@"
}
apt update
apt install -d -y --no-install-recommends "$@"
for package in "$new"/cache/archives/*.deb; do dpkg -x "$package" "$new/root"; done
mv "$new/root" "$destination"
`

/** The root of such a tree; nothing where it cannot be had: no Debian, no network, no Linux on x64. */
export async function debianTree(suite: string, packages: readonly string[]): Promise<string | undefined> {
  if (process.platform !== 'linux' || process.arch !== 'x64' || !existsSync('/etc/debian_version')) return undefined
  const tree = join(cacheDirectory(), `debian-${suite}-${packages[0]}`)
  if (existsSync(tree)) return tree
  try {
    await run('/bin/sh', ['-c', script, 'lithify-tree', suite, tree, ...packages], { env: process.env })
    return tree
  } catch (error) {
    const why = String((error as { stderr?: unknown }).stderr ?? error)
      .trim()
      .split('\n')
      .at(-1)
    console.warn(`${packages[0]} of Debian ${suite} cannot be had here: ${why}`)
    return undefined
  }
}

/** How a program of a tree is run: by the tree's own loader, with the tree's own libraries. */
export function inTree(tree: string, program: string): readonly string[] {
  const path = (...parts: readonly string[]): string => join(tree, ...parts)
  const loader = ['usr/lib64', 'lib64'].map((directory) => path(directory, 'ld-linux-x86-64.so.2')).find(existsSync)
  const libraries = ['usr/lib', 'lib'].map((directory) => path(directory, 'x86_64-linux-gnu'))
  return [loader ?? 'ld-linux-x86-64.so.2', '--library-path', libraries.join(':'), path(program)]
}
