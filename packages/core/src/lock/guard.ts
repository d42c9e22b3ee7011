import type { Capabilities, Session, Statement } from '../dialect.ts'
import { isLithifyError, LithifyError } from '../errors.ts'
import { sessionWith } from '../session-with.ts'

/** How a runner finds out that it has lost the lock, in time to leave everything as it is. Each throws `LITHIFY_E_LOCK_LOST`. */
export interface Guard {
  /** Before a transaction is begun. */
  beforeTransaction?(): Promise<void>
  /** Before what takes effect by itself. */
  beforeStatement(): Promise<void>
  /** In a transaction that is about to be committed. From here until the commit nobody else can get the lock. */
  beforeCommit(): Promise<void>
  /** Called before a transaction is begun, and after it has ended. */
  transactionIsOpen?(open: boolean): Promise<void>
}

/**
 * A session that commits nothing without the lock. Whoever works on it, with transactions or without, needs to know nothing of the lock.
 *
 * Without a transaction there is a moment between the check and the effect of a statement, and a statement that is running goes on
 * when the lock is lost meanwhile: nothing that lithify could do would stop it.
 */
export function guarded(
  session: Session,
  guard: Guard,
  { transactionalDdl }: Pick<Capabilities, 'transactionalDdl'>,
): Session {
  const transactions = new Transactions(guard, transactionalDdl)
  return sessionWith(session, {
    ...(session.reset && {
      reset: async () => {
        const left = await session.reset?.()
        await transactions.reset(left?.rolledBack === true)
        return { rolledBack: left?.rolledBack === true }
      },
    }),
    transaction: (work, options) => {
      if (options?.readOnly === true) return session.transaction(work, options)
      return transactions.run(session, work, options)
    },
    execute: (statements) =>
      transactions.isAtomic ? session.execute(statements) : single(session, statements, transactions),
    query: async (sql, params) => {
      if (!transactions.open && !readsOnly.test(sql)) await guard.beforeStatement()
      return session.query(sql, params)
    },
  })
}

const readsOnly = /^\s*(?:select|values|show|pragma|explain)\b/i

/** The transactions that are open: the session's own, and those of authors who say BEGIN and COMMIT themselves. */
class Transactions {
  readonly #guard: Guard
  readonly #transactionalDdl: boolean
  #open: 'no' | 'own' | 'author' = 'no'

  constructor(guard: Guard, transactionalDdl: boolean) {
    this.#guard = guard
    this.#transactionalDdl = transactionalDdl
  }

  get open(): boolean {
    return this.#open !== 'no'
  }

  /** Whether nothing takes effect before the commit that is ours. */
  get isAtomic(): boolean {
    return this.#open === 'own' && this.#transactionalDdl
  }

  async run<T>(session: Session, work: () => Promise<T>, options: Parameters<Session['transaction']>[1]): Promise<T> {
    await this.#guard.beforeTransaction?.()
    await this.#set('own')
    try {
      return await session.transaction(async () => {
        const result = await work()
        await this.#guard.beforeCommit()
        return result
      }, options)
    } finally {
      await this.#set('no')
    }
  }

  async before({ control }: Statement): Promise<void> {
    if (control === 'commit' && this.open) await this.#guard.beforeCommit()
    else if (!this.open || !this.#transactionalDdl) await this.#guard.beforeStatement()
    if (control === 'begin') await this.#set('author')
  }

  async after({ control }: Statement): Promise<void> {
    if (control === 'commit' || control === 'rollback') await this.#set('no')
  }

  /** The session has rolled back what an author had left open. */
  async reset(rolledBack: boolean): Promise<void> {
    if (rolledBack && this.#open === 'author') await this.#set('no')
  }

  async #set(open: 'no' | 'own' | 'author'): Promise<void> {
    this.#open = open
    await this.#guard.transactionIsOpen?.(open !== 'no')
  }
}

async function single(session: Session, statements: readonly Statement[], transactions: Transactions): Promise<void> {
  for (const [index, statement] of statements.entries()) {
    await transactions.before(statement)
    try {
      await session.execute([statement])
    } catch (error) {
      throw atIndex(error, index)
    }
    await transactions.after(statement)
  }
}

function atIndex(error: unknown, index: number): unknown {
  if (index === 0 || !isLithifyError(error) || error.data['index'] !== 0) return error
  const { code, message, data, hint, cause } = error
  return new LithifyError(code, message, { data: { ...data, index }, hint, cause })
}
