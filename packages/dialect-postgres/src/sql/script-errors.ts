import type { LithifyError, Position } from '@lithify/core'
import { scriptError } from '@lithify/core/dialect-kit'

export const nulCharacter = (position: Position): LithifyError =>
  scriptError(
    'The script holds a NUL character, which PostgreSQL cannot take.',
    position,
    'Is the file encoded as UTF-16? Save it as UTF-8.',
  )

export const metaCommand = (position: Position): LithifyError =>
  scriptError(
    'A command of psql is no SQL, and is never run: it could do anything on this machine (CVE-2025-8714).',
    position,
    'Leave lines that begin with a backslash out of the script, \\restrict and \\unrestrict of pg_dump too.',
  )

export const copyStdin = (position: Position): LithifyError =>
  scriptError(
    'The data of COPY … FROM stdin cannot be sent from a script.',
    position,
    'Write the rows as INSERT statements:  pg_dump --inserts',
  )
