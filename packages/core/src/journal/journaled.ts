import type { Dialect } from '../dialect.ts'

/** Whether all migrations and loads are written down statement by statement, because they cannot be one transaction. */
export const isJournaled = ({ capabilities }: Pick<Dialect, 'capabilities'>): boolean => !capabilities.transactionalDdl

/** Whether this one is: where it could be one transaction, its author may want none. */
export const isJournaledWork = (dialect: Pick<Dialect, 'capabilities'>, body: object): boolean =>
  isJournaled(dialect) || ('transaction' in body && body.transaction === false)
