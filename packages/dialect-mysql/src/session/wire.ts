import mysql, { type Connection, type ConnectionOptions, type ResultSetHeader } from 'mysql2'
import type { Param, Row } from '@lithify/core'
import { bound, typeCast, valueSettings } from './values.ts'

/** Bits of the status that the server sends with its answers. */
const inTransaction = 1

/** What came of one text that was sent. */
export interface Outcome {
  /** Of the last statement that had any. */
  readonly rows: Row[]
  /** Of each statement that had any. */
  readonly sets: readonly Row[][]
}

/** A failure, and how many of the statements that were sent together were done. */
export class Interrupted extends Error {
  readonly completed: number
  override readonly cause: unknown

  constructor(cause: unknown, completed: number) {
    super('A statement failed.')
    this.cause = cause
    this.completed = completed
  }
}

interface Command {
  on(event: 'fields', listener: (fields: readonly unknown[] | undefined) => void): this
  on(event: 'result', listener: (result: Row | ResultSetHeader) => void): this
  on(event: 'error', listener: (error: Error) => void): this
  on(event: 'end', listener: () => void): this
}

interface StateChanges {
  readonly systemVariables: Readonly<Record<string, string>>
  readonly schema: string | null
}

/**
 * One connection of the driver, with what the driver does not tell: whether a transaction is open, which settings were changed, and whether the
 * connection is still there.
 */
export class Wire {
  /** Variables of the session that statements have changed, as far as the server tells. */
  readonly changed = new Set<string>()
  schemaChanged = false
  readonly #connection: Connection
  #inTransaction = false
  #lost: Error | undefined
  #ended = false
  #fail: ((error: Error) => void) | undefined

  constructor(config: ConnectionOptions) {
    this.#connection = mysql.createConnection({
      ...config,
      ...valueSettings,
      typeCast,
      multipleStatements: true,
      charset: 'utf8mb4',
      maxPreparedStatements: 8,
      // Files of this machine are none of the server's business. The others change how statements are read, or what they answer.
      flags: ['-LOCAL_FILES', '-IGNORE_SPACE', '-ODBC', '-FOUND_ROWS'],
    })
    // Without a listener, a connection that breaks while nobody uses it would end the process.
    this.#connection.on('error', (error: Error) => this.#break(error))
    this.#connection.on('end', () => this.#break(new Error('the server closed it')))
  }

  connect(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#fail = reject
      this.#connection.once('connect', () => {
        this.#fail = undefined
        resolve()
      })
    })
  }

  /** Whether there is a server at the other end, as far as is known. */
  get alive(): boolean {
    return !this.#ended && this.#lost === undefined
  }

  forgetChanges(): void {
    this.changed.clear()
    this.schemaChanged = false
  }

  /** Why it is not alive, where that is known. */
  get lost(): Error | undefined {
    return this.#lost
  }

  /** Whether a transaction is open, as the server said last. */
  get inTransaction(): boolean {
    return this.#inTransaction
  }

  get id(): number {
    return this.#connection.threadId
  }

  /**
   * Sends one or several statements.
   * @throws Interrupted
   */
  run(sql: string, params: readonly Param[] = [], keepRows = false): Promise<Outcome> {
    if (params.length === 0) return this.#command(() => this.#connection.query({ sql }), keepRows)
    const values = params.map(bound)
    const sent = this.#command(() => this.#connection.execute({ sql, values }), keepRows)
    return sent.finally(() => {
      if (this.alive) this.#connection.unprepare(sql)
    })
  }

  /** The server says nothing about the transaction when it fails a statement: it is asked, by something that does nothing. */
  async refresh(): Promise<void> {
    await this.run('DO 0')
  }

  async end(): Promise<void> {
    if (this.#ended) return
    this.#ended = true
    if (this.#lost !== undefined) return this.#connection.destroy()
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, 2_000)
      timer.unref()
      this.#connection.end(() => {
        clearTimeout(timer)
        resolve()
      })
    })
    this.#connection.destroy()
  }

  #command(send: () => Command, keepRows: boolean): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      let rows: Row[] = []
      const sets: Row[][] = []
      let header = false
      let command: Command | undefined
      const failed = (error: Error): void => {
        this.#fail = undefined
        reject(new Interrupted(error, answersOf(command)))
      }
      this.#fail = failed
      command = send()
      command
        .on('fields', (fields) => {
          header = fields === undefined
          if (header) return
          rows = []
          sets.push(rows)
        })
        .on('result', (result) => {
          if (header) this.#observe(result as ResultSetHeader)
          else if (keepRows) rows.push(result as Row)
        })
        .on('error', failed)
        .on('end', () => {
          // After a failure this comes too, and changes nothing.
          this.#fail = undefined
          resolve({ rows, sets })
        })
    })
  }

  #observe(header: ResultSetHeader): void {
    this.#inTransaction = (header.serverStatus & inTransaction) !== 0
    const changes = (header as { stateChanges?: StateChanges }).stateChanges
    if (changes === undefined) return
    for (const name of Object.keys(changes.systemVariables)) this.changed.add(name)
    if (changes.schema !== null) this.schemaChanged = true
  }

  #break(error: Error): void {
    if (this.#ended) return
    this.#lost ??= error
    this.#inTransaction = false
    const fail = this.#fail
    this.#fail = undefined
    fail?.(error)
  }
}

/** The driver's own count of the answers that are complete. It tells nobody, and nothing else could tell a row that fails from the next statement. */
function answersOf(command: Command | undefined): number {
  return (command as { ['_resultIndex']?: number } | undefined)?.['_resultIndex'] ?? 0
}
