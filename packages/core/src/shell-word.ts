/**
 * A name or path as one word of a command that somebody copies into a shell: in quotes where it has to be, and as it is where that is the same.
 * The quotes are those of POSIX shells, which PowerShell reads alike unless there is a quote within.
 */
export function shellWord(text: string): string {
  return /^[\p{L}\p{M}\p{N}_./:@%+=,-]+$/u.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}
