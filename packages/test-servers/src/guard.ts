import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { asAccount } from './account.ts'

/**
 * Starts the server, and ends it when its standard input does: also when the process that holds the other end is killed. The
 * system closes the pipe then, whatever the way it died. The arguments before the server's own are the directory to remove and the signal.
 */
const script = `
directory=$1; signal=$2; shift 2
start() { "$@" >>"$directory/log" 2>&1 & pid=$!; }
start "$@"
while read -r word; do
  if [ "$word" = restart ]; then kill -$signal $pid; wait $pid; start "$@"; fi
done
kill -$signal $pid
wait $pid
rm -rf "$directory"
`

export interface Guard {
  /** Ends the server as a power cut would, and starts it again. */
  restart(): void
  /** Ends the server, removes its directory, and waits until both are gone. */
  stop(): Promise<void>
}

/**
 * A server with a shell that watches over it. Neither keeps this process alive.
 * @param signal Ends it at once.
 */
export function guard(directory: string, command: readonly string[], signal: 'QUIT' | 'KILL'): Guard {
  const shell = spawn('/bin/sh', ['-c', script, 'lithify-server', directory, signal, ...command], {
    ...asAccount,
    // A session of its own: Ctrl-C is for us, not for the server.
    detached: true,
    env: { PATH: process.env['PATH'], LC_ALL: 'C' },
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  const ended = once(shell, 'exit')
  shell.unref()
  const input = shell.stdin as typeof shell.stdin & { unref?: () => void }
  input.unref?.()
  return {
    restart: () => void input.write('restart\n'),
    stop: async () => {
      shell.ref()
      input.end()
      await ended
    },
  }
}
