import { randomUUID } from 'node:crypto'
import type { Connection } from '../config/config.ts'
import type { DeclaredType, Dialect, Session } from '../dialect.ts'
import { isLithifyError, LithifyError } from '../errors.ts'
import { isTableItself } from '../history/bookkeeping.ts'
import { columnList, insertText, qualified } from '../history/sql.ts'
import type { Column, TableRef } from '../schema/model.ts'
import { Schema } from '../schema/schema.ts'

/** What the table says about one lock. Times are the database's own, in milliseconds since 1970. */
export interface LeaseRow {
  /** Who has it, for programs. Empty: nobody. */
  readonly token: string
  /** Grows each time the lease changes hands, and never shrinks. */
  readonly fence: number
  /** Who has it, for people. */
  readonly owner: string
  /** What was written last to prove that it is held. */
  readonly proof: string
  readonly acquiredAt: number
  readonly expiresAt: number
  /** When this was read. */
  readonly now: number
}

export interface LeaseClaim {
  readonly token: string
  readonly owner: string
  /** How long it lasts without being renewed. */
  readonly leaseMs: number
}

const names = ['name', 'token', 'fence', 'owner', 'proof', 'acquired_at', 'renewed_at', 'expires_at'] as const
const longestOwner = 200

/**
 * The table of leases: a row for each lock. It is changed by single statements that say what they expect to find, and read afterwards,
 * because not every driver tells how many rows a statement changed. No clock but the database's is ever looked at.
 */
export class LeaseTable {
  readonly #dialect: Dialect
  readonly #table: TableRef
  readonly #key: string
  readonly #clock: string

  /** @throws LithifyError `LITHIFY_E_UNSUPPORTED` where the dialect tells no time */
  constructor({ dialect, history }: Pick<Connection, 'dialect' | 'history'>, key: string) {
    const clock = dialect.types.clock?.()
    if (clock === undefined) throw noLease(dialect)
    this.#dialect = dialect
    this.#table = history.lock
    this.#key = key
    this.#clock = clock
  }

  async exists(session: Session): Promise<boolean> {
    const found = await this.#dialect.hasTables?.(session, [this.#table])
    if (found !== undefined) return found[0] === true
    const inventory = await this.#dialect.inventory(session, {})
    return inventory.some((ref) => isTableItself(this.#table, ref, this.#dialect))
  }

  /** Makes sure that there is a row. Two who do this at once get in each other's way; what counts is that it is there afterwards. */
  async prepare(session: Session): Promise<void> {
    if (!(await this.exists(session))) {
      const statements = this.#dialect.emit(this.#operation(), new Schema())
      await session.execute(statements).catch(async (error: unknown) => {
        if (!(await this.exists(session))) throw error
      })
    }
    if ((await this.read(session)) !== undefined) return
    const { literal } = this.#dialect.types
    const values = [
      this.#dialect.placeholder(1),
      literal(''),
      literal(0),
      literal(''),
      literal(''),
      ...Array(3).fill(literal(0)),
    ]
    await session.query(insertText(this.#dialect, this.#table, names, values), [this.#key]).catch(async (error) => {
      if ((await this.read(session)) === undefined) throw error
    })
  }

  async read(session: Session): Promise<LeaseRow | undefined> {
    const q = (name: string): string => this.#dialect.quote(name)
    const columns = columnList(this.#dialect, ['token', 'fence', 'owner', 'proof', 'acquired_at', 'expires_at'])
    const [row] = await session.query(
      `select ${columns}, ${this.#clock} as ${q('now')} from ${this.#name} where ${q('name')} = ${this.#dialect.placeholder(1)}`,
      [this.#key],
    )
    if (row === undefined) return undefined
    return {
      token: String(row['token']),
      fence: Number(row['fence']),
      owner: String(row['owner']),
      proof: String(row['proof']),
      acquiredAt: Number(row['acquired_at']),
      expiresAt: Number(row['expires_at']),
      now: Number(row['now']),
    }
  }

  /** Takes a lease that has ended and is as it was seen: of those who try, one succeeds. */
  async take(session: Session, seen: LeaseRow, { token, owner, leaseMs }: LeaseClaim): Promise<boolean> {
    const [first, second, third] = [1, 2, 3].map((at) => this.#dialect.placeholder(at))
    await session.query(
      this.#update(
        {
          token: first,
          owner: second,
          fence: `${this.#dialect.quote('fence')} + 1`,
          acquired_at: this.#clock,
          renewed_at: this.#clock,
          expires_at: this.#in(leaseMs),
        },
        `${this.#named(third)} and ${this.#ended(seen)}`,
      ),
      [token, owner.slice(0, longestOwner), this.#key],
    )
    return (await this.read(session))?.token === token
  }

  /** Gives a lease that has ended to nobody. Whoever had it finds out before it can commit. Answers whether nobody has it now. */
  async clear(session: Session, seen: LeaseRow): Promise<boolean> {
    const { literal } = this.#dialect.types
    await session.query(
      this.#update(
        { token: literal(''), fence: `${this.#dialect.quote('fence')} + 1`, expires_at: literal(0) },
        `${this.#named(this.#dialect.placeholder(1))} and ${this.#ended(seen)}`,
      ),
      [this.#key],
    )
    return isFree(await this.read(session))
  }

  /** Makes it last anew. Answers whose it is now. */
  async renew(session: Session, { token, leaseMs }: LeaseClaim): Promise<LeaseRow | undefined> {
    await session.query(this.#update({ renewed_at: this.#clock, expires_at: this.#in(leaseMs) }, this.#mine()), [
      this.#key,
      token,
    ])
    return this.read(session)
  }

  /**
   * The same in a transaction, which keeps everybody else from taking it until the commit. A transaction may read what was there when it began
   * instead of what is there now, so only what this very statement has written proves that it found the token.
   * @returns Whose it is, unless it is ours.
   */
  async prove(session: Session, { token, leaseMs }: LeaseClaim): Promise<LeaseRow | 'ours' | undefined> {
    const proof = randomUUID()
    const { literal } = this.#dialect.types
    await session.query(
      this.#update({ renewed_at: this.#clock, expires_at: this.#in(leaseMs), proof: literal(proof) }, this.#mine()),
      [this.#key, token],
    )
    const row = await this.read(session)
    return row?.proof === proof ? 'ours' : row
  }

  async release(session: Session, { token }: LeaseClaim): Promise<void> {
    const { literal } = this.#dialect.types
    const values = { token: literal(''), owner: literal(''), expires_at: literal(0) }
    await session.query(this.#update(values, this.#mine()), [this.#key, token])
  }

  #operation(): Parameters<Dialect['emit']>[0] {
    const column = (name: string, declared: DeclaredType): Column => ({
      name,
      nullable: false,
      ...this.#dialect.types.resolve(declared),
    })
    const columns = [
      column('name', { name: 'string', length: 150 }),
      column('token', { name: 'string', length: 64 }),
      column('fence', { name: 'bigInteger' }),
      column('owner', { name: 'string', length: longestOwner }),
      column('proof', { name: 'string', length: 64 }),
      column('acquired_at', { name: 'bigInteger' }),
      column('renewed_at', { name: 'bigInteger' }),
      column('expires_at', { name: 'bigInteger' }),
    ]
    const primaryKey = { keys: [{ column: 'name' }] }
    return {
      kind: 'createTable',
      table: { kind: 'table', ...this.#table, columns, primaryKey, uniques: [], checks: [] },
      foreignKeys: [],
      unlessThere: true,
    }
  }

  get #name(): string {
    return qualified(this.#dialect, this.#table)
  }

  #update(values: Readonly<Record<string, string | undefined>>, where: string): string {
    const set = Object.entries(values).map(([name, value]) => `${this.#dialect.quote(name)} = ${value ?? ''}`)
    return `update ${this.#name} set ${set.join(', ')} where ${where}`
  }

  #named(marker = ''): string {
    return `${this.#dialect.quote('name')} = ${marker}`
  }

  #mine(): string {
    return `${this.#named(this.#dialect.placeholder(1))} and ${this.#dialect.quote('token')} = ${this.#dialect.placeholder(2)}`
  }

  #ended({ fence }: LeaseRow): string {
    const { quote, types } = this.#dialect
    return `${quote('fence')} = ${types.literal(fence)} and ${quote('expires_at')} <= ${this.#clock}`
  }

  #in(milliseconds: number): string {
    return `${this.#clock} + ${this.#dialect.types.literal(milliseconds)}`
  }
}

export function isFree(row: LeaseRow | undefined): boolean {
  return row === undefined || row.token === ''
}

/** Whether somebody could take it, as far as can be told without trying. */
export function isEnded(row: LeaseRow | undefined): boolean {
  return row === undefined || row.expiresAt <= row.now
}

/** An embedded database can be kept busy by a transaction of the holder's: it is held then. A server gives up one of two who are after the same row. */
export function isBusy(error: unknown): boolean {
  return isLithifyError(error) && (error.code === 'LITHIFY_E_DATABASE_BUSY' || error.data['transient'] === true)
}

function noLease(dialect: Dialect): LithifyError {
  return new LithifyError(
    'LITHIFY_E_UNSUPPORTED',
    `The dialect ${dialect.name} has no lease: it does not say how to read the clock of ${dialect.title}.`,
    { data: { dialect: dialect.name }, hint: 'Leave `lock: "lease"` out of the config of the connection.' },
  )
}
