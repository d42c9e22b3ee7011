import type { Connection } from '../config/config.ts'
import type { DeclaredType, Session, Statement } from '../dialect.ts'
import { LithifyError } from '../errors.ts'
import { columnList, insertText, qualified } from '../history/sql.ts'
import { longestName } from '../migrations/migration-name.ts'
import type { Operation } from '../operations/operation.ts'
import type { Column, TableRef } from '../schema/model.ts'
import { Schema } from '../schema/schema.ts'
import type { JournalEntry, JournaledDirection, JournaledGroup } from './entry.ts'

const names = [
  'name',
  'label',
  'direction',
  'checksum',
  'steps',
  'part',
  'chain',
  'answered',
  'doing',
  'owner',
] as const
const longestOwner = 200

/**
 * The table in which unfinished work is written down: one row while a migration or a load goes on, none when nothing does. Marks are
 * statements without parameters, because they travel in one message with what they are about.
 */
export class JournalTable {
  readonly #connection: Pick<Connection, 'dialect' | 'history'>

  constructor(connection: Pick<Connection, 'dialect' | 'history'>) {
    this.#connection = connection
  }

  get ref(): TableRef {
    return this.#connection.history.journal
  }

  async create(session: Session): Promise<void> {
    await session.execute(this.#connection.dialect.emit(this.#operation(), new Schema()))
  }

  /** Work goes on one piece at a time, so there is one row at most. */
  async read(session: Session): Promise<JournalEntry | undefined> {
    const { dialect } = this.#connection
    const [row] = await session.query(
      `select ${columnList(dialect, names)} from ${qualified(dialect, this.ref)} order by ${dialect.quote('started_at')}`,
    )
    if (row === undefined) return undefined
    return {
      name: String(row['name']),
      label: String(row['label']),
      direction: String(row['direction']) as JournaledDirection,
      checksum: String(row['checksum']),
      position: {
        steps: Number(row['steps']),
        part: Number(row['part']),
        chain: String(row['chain']),
        answered: Number(row['answered']),
      },
      group: decode(row['doing']),
      owner: String(row['owner']),
    }
  }

  /** Writes a row for work that has none yet. */
  begin(session: Session, entry: JournalEntry): Statement {
    const { dialect } = this.#connection
    const { literal } = dialect.types
    const { steps, part, chain, answered } = entry.position
    const owner = entry.owner.slice(0, longestOwner)
    const plain = [entry.name, entry.label, entry.direction, entry.checksum, steps, part, chain, answered]
    const values = [...plain.map(literal), literal(encode(entry.group)), literal(owner)]
    return { text: insertText(dialect, this.#placed(session), names, values) }
  }

  /** Writes down how far it is, and what comes next. */
  mark(session: Session, { name, position, group }: Pick<JournalEntry, 'name' | 'position' | 'group'>): Statement {
    const { dialect } = this.#connection
    const { literal } = dialect.types
    const { steps, part, chain, answered } = position
    const values = { steps, part, chain, answered, doing: encode(group) }
    const set = Object.entries(values).map(([column, value]) => `${dialect.quote(column)} = ${literal(value)}`)
    const where = `${dialect.quote('name')} = ${literal(name)}`
    return { text: `update ${qualified(dialect, this.#placed(session))} set ${set.join(', ')} where ${where}` }
  }

  /** The work is done, or settled. Made to be called in the transaction that records it. */
  async remove(session: Session, name: string): Promise<void> {
    const { dialect } = this.#connection
    await session.query(
      `delete from ${qualified(dialect, this.#placed(session))} where ${dialect.quote('name')} = ${dialect.placeholder(1)}`,
      [name],
    )
  }

  #placed(session: Session): TableRef {
    return session.home?.(this.ref) ?? this.ref
  }

  #operation(): Operation {
    const { types } = this.#connection.dialect
    const column = (name: string, declared: DeclaredType, rest: Partial<Column> = {}): Column => ({
      name,
      nullable: false,
      ...types.resolve(declared),
      ...rest,
    })
    const text = (name: string, length: number): Column => column(name, { name: 'string', length })
    const columns = [
      text('name', longestName),
      text('label', longestName),
      text('direction', 16),
      text('checksum', 64),
      column('steps', { name: 'integer' }),
      column('part', { name: 'integer' }),
      text('chain', 64),
      column('answered', { name: 'integer' }),
      column('doing', { name: 'text' }),
      text('owner', longestOwner),
      column('started_at', { name: 'timestamp', timeZone: true }, { default: types.now() }),
    ]
    const primaryKey = { keys: [{ column: 'name' }] }
    return {
      kind: 'createTable',
      table: { kind: 'table', ...this.ref, columns, primaryKey, uniques: [], checks: [] },
      foreignKeys: [],
    }
  }
}

/** In letters that mean the same in a literal, whatever a migration has made of the session's way to read one. */
function encode(group: JournaledGroup | undefined): string {
  return group === undefined ? '' : Buffer.from(JSON.stringify(group)).toString('base64url')
}

function decode(value: unknown): JournaledGroup | undefined {
  if (typeof value !== 'string') {
    throw new LithifyError('LITHIFY_E_HISTORY_INVALID', 'The journal is not laid out as lithify lays it out.', {
      hint: 'If the table belongs to another tool, give the journal another name: history: { journal: "…" } in the config.',
    })
  }
  return value === '' ? undefined : (JSON.parse(Buffer.from(value, 'base64url').toString()) as JournaledGroup)
}
