import type { ConnectOptions, Dialect, Session, Statement } from '@lithify/core'

/** A dialect whose connection is gone at the step that it is told, as that of a process that was killed. It counts its steps. */
export interface Cutting {
  readonly dialect: Dialect
  steps(): number
}

/**
 * Every call of the session is a step before it and one after it, and statements go one by one, so that each place between two of them is a step.
 * @param cutAt From 0. Absent: never.
 * @param leave How it goes. It says nothing to the server about what it was doing: that is how a dead process leaves.
 */
export function cutting(
  dialect: Dialect,
  cutAt?: number,
  leave: (session: Session) => Promise<void> = (session) => session.close(),
): Cutting {
  let step = 0
  const connect = async (options: ConnectOptions): Promise<Session> => {
    const session = await dialect.connect(options)
    let isGone = false
    const here = async (): Promise<void> => {
      if (isGone) throw new Error('gone')
      if (step++ !== cutAt) return
      isGone = true
      await leave(session)
      throw new Error('cut')
    }
    const around =
      (member: (...args: never[]) => Promise<unknown>) =>
      async (...args: never[]): Promise<unknown> => {
        await here()
        const result = await member.apply(session, args)
        await here()
        return result
      }
    return new Proxy(session, {
      get(_, key: keyof Session) {
        const member = session[key] as ((...args: never[]) => Promise<unknown>) | undefined
        if (typeof member !== 'function') return member
        if (key === 'execute')
          return async (statements: readonly Statement[]): Promise<void> => {
            for (const statement of statements) {
              await here()
              await session.execute([statement])
            }
            await here()
          }
        return key === 'query' || key === 'transaction' ? around(member) : member.bind(session)
      },
    })
  }
  return { dialect: Object.freeze({ ...dialect, connect }), steps: () => step }
}
