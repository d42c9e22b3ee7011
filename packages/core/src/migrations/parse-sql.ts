import { LithifyError } from '../errors.ts'
import type { LoadedMigration, MigrationFile, SqlBody } from './migration-file.ts'
import { countLineEnds, linesBeforeBadByte, linesOf, readLines } from './sql-lines.ts'
import { markerLines, readMarker, type Marker } from './sql-marker.ts'
import { StatementFinder } from './sql-text.ts'

const shape =
  'Write `-- migrate:up`, the statements, and then, if it can be undone, `-- migrate:down` and the statements that undo it. A file without any marker is all up.'

/** A section, or the text before the first marker, while the file is being read. Offsets are in bytes. */
interface Section {
  readonly marker: Marker
  readonly markerAt: number
  readonly start: number
  readonly line: number
  readonly finder: StatementFinder
  /** The line of its first statement; `undefined` until there is one. */
  statementLine?: number
}

/**
 * Finds the sections of a .sql migration. The file is read once, in constant memory. A `down` without
 * statements counts as none: undoing would do nothing and say that it had.
 * @param label How to call the file in messages: its path relative to the project root.
 * @throws LithifyError `LITHIFY_E_MIGRATION_INVALID` when the markers are wrong or the file is not UTF-8,
 * `LITHIFY_E_MIGRATION_EMPTY` when there is nothing to run.
 */
export function parseSqlMigration(file: MigrationFile, label: string): LoadedMigration {
  const reader = new SectionReader(label)
  let size = 0
  for (const { text, offset, continues, valid } of file.content ? linesOf(file.content) : readLines(file.path)) {
    const begins = offset === 0
    if (begins && /^(?:\xff\xfe|\xfe\xff)/.test(text))
      throw invalid(label, 1, 'the file is UTF-16', 'Save it as UTF-8.')
    if (!valid)
      throw invalid(label, reader.line + linesBeforeBadByte(text), 'the file is not UTF-8', 'Save it as UTF-8.')
    const mark = begins && text.startsWith('\xef\xbb\xbf') ? 3 : 0
    reader.push(text.slice(mark), offset + mark, continues)
    size = offset + text.length
  }
  const [up, down] = reader.finish()
  if (up.statementLine === undefined) {
    const place = up.markerAt === -1 ? '' : ' after `-- migrate:up`'
    throw new LithifyError(
      'LITHIFY_E_MIGRATION_EMPTY',
      `${label}:${up.line} has no statement${place}, so there is nothing to run.`,
      {
        data: { name: file.name, file: label, line: up.line },
        hint: 'Write its statements, or `select 1;` if doing nothing is meant.',
      },
    )
  }
  return {
    file,
    up: bodyOf(up, file, down?.markerAt ?? size),
    down: down?.statementLine === undefined ? undefined : bodyOf(down, file, size),
    allowEmpty: false,
  }
}

/** Follows the sections through a file. */
class SectionReader {
  /** The line on which the next piece begins, from 1. */
  line = 1
  readonly #label: string
  readonly #sections: Section[] = []
  #current: Section | undefined

  constructor(label: string) {
    this.#label = label
  }

  push(text: string, offset: number, continues: boolean): void {
    this.#current ??= wholeFile(offset)
    let from = 0
    for (const match of text.matchAll(markerLines)) {
      // The end of a long line only looks like a line.
      const marker = continues && match.index === 0 ? undefined : readMarker(match[0])
      if (marker === undefined) continue
      this.#take(this.#current, text.slice(from, match.index))
      if ('problem' in marker) throw invalid(this.#label, this.line, `this line ${marker.problem}`, shape)
      const end = match.index + match[0].length
      const next = end + (text.startsWith('\r\n', end) ? 2 : Number(end < text.length))
      this.#current = this.#open(marker, offset + match.index, offset + next)
      this.line += countLineEnds(text.slice(end, next))
      from = next
    }
    this.#take(this.#current, text.slice(from))
  }

  /** The sections, or the whole file where there is no marker. */
  finish(): [up: Section, down: Section | undefined] {
    const [up = this.#current, down] = this.#sections
    return [up ?? wholeFile(0), down]
  }

  #take(section: Section, text: string): void {
    if (section.statementLine === undefined) {
      const index = section.finder.push(text)
      if (index !== -1) section.statementLine = this.line + countLineEnds(text.slice(0, index))
    }
    this.line += countLineEnds(text)
  }

  #open(marker: Marker, markerAt: number, start: number): Section {
    const [up, down] = this.#sections
    if (!up && this.#current?.statementLine !== undefined) {
      throw invalid(this.#label, this.#current.statementLine, 'there is a statement before the first marker', shape)
    }
    const problem =
      marker.direction === 'down'
        ? (down && `a second \`-- migrate:down\`; the first is on line ${down.line - 1}`) ||
          (!up && '`-- migrate:down` without `-- migrate:up` before it')
        : up && `a second \`-- migrate:up\`; the first is on line ${up.line - 1}`
    if (problem) throw invalid(this.#label, this.line, problem, shape)
    const section: Section = { marker, markerAt, start, line: this.line + 1, finder: new StatementFinder() }
    this.#sections.push(section)
    return section
  }
}

function wholeFile(start: number): Section {
  return { marker: { direction: 'up', transaction: true }, markerAt: -1, start, line: 1, finder: new StatementFinder() }
}

function bodyOf({ marker, start, line }: Section, { path, content }: MigrationFile, end: number): SqlBody {
  const text = content?.toString('utf8', start, end)
  return { kind: 'sql', path, start, end, text, line, transaction: marker.transaction }
}

function invalid(label: string, line: number, problem: string, hint: string): LithifyError {
  return new LithifyError('LITHIFY_E_MIGRATION_INVALID', `${label}:${line}: ${problem}.`, {
    data: { file: label, line },
    hint,
  })
}
