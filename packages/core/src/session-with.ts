import type { Session } from './dialect.ts'

/**
 * A session that does some things in another way: how a run joins its transactions, and how the lock guards them, without any of the code
 * that begins one knowing. What is not named goes to the session itself, whatever its dialect gave it.
 */
export function sessionWith(session: Session, methods: Partial<Session>): Session {
  return new Proxy(session, {
    get: (target, name) => {
      const found: unknown = Reflect.get(methods, name) ?? Reflect.get(target, name, target)
      return typeof found === 'function' ? (found.bind(target) as unknown) : found
    },
  })
}
