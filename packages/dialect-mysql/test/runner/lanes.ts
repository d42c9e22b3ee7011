import { randomBytes } from 'node:crypto'
import type { MysqlServerName } from '@lithify/test-servers'
import { createConnection, type Connection } from 'mysql2/promise'
import { urlOf } from '../helpers.ts'

/** An empty database, and a connection of the bare driver to it that stays: the judge. */
export interface Lane {
  readonly url: string
  /** The rows of each statement of a text. */
  judge(text: string): Promise<Record<string, unknown>[][]>
}

const lanes = 3

/** Work for each of the items, some at a time: while one waits for the server, another thinks. Every one of them finds an empty database. */
export async function inLanes<Item>(
  server: MysqlServerName,
  items: readonly Item[],
  work: (lane: Lane, item: Item) => Promise<void>,
): Promise<void> {
  const waiting = [...items]
  const ended = await Promise.allSettled(
    Array.from({ length: Math.min(lanes, items.length) }, () =>
      inLane(server, async (lane, empty) => {
        try {
          for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
            await empty()
            await work(lane, item)
          }
        } catch (error) {
          waiting.length = 0
          throw error
        }
      }),
    ),
  )
  const failed = ended.find((each) => each.status === 'rejected')
  if (failed !== undefined) throw failed.reason
}

export async function inLane<T>(
  server: MysqlServerName,
  work: (lane: Lane, empty: () => Promise<void>) => Promise<T>,
): Promise<T> {
  const name = `lane_${randomBytes(6).toString('hex')}`
  const uri = urlOf(server).replace(/^mariadb:/, 'mysql:')
  const client = await createConnection({ uri, multipleStatements: true })
  const empty = async (): Promise<void> =>
    void (await client.query(
      `DROP DATABASE IF EXISTS ${name}; CREATE DATABASE ${name} CHARACTER SET utf8mb4; USE ${name}`,
    ))
  try {
    await empty()
    return await work({ url: `${urlOf(server)}${name}`, judge: (text) => judge(client, text) }, empty)
  } finally {
    await client.query(`DROP DATABASE IF EXISTS ${name}`)
    await client.end()
  }
}

/** With another statement behind them, the driver answers a list of rows even for one. */
async function judge(client: Connection, text: string): Promise<Record<string, unknown>[][]> {
  const [sets] = await client.query(`${text};\nDO 0`)
  return (sets as Record<string, unknown>[][]).slice(0, -1)
}
