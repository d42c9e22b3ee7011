import Database from 'better-sqlite3'

/** Where the driver's methods live: changing them here changes them for everyone in this process. */
export const databases: Database.Database = Database.prototype
export const statements: Database.Statement = prototypeOfStatements()

/** Puts `wrap` around every call of a method. */
export function around<Target extends object>(
  prototype: Target,
  method: keyof Target,
  wrap: (self: Target, args: unknown[], proceed: () => unknown) => unknown,
): void {
  prototype[method] = new Proxy(prototype[method] as object, {
    apply: (original, self: Target, args: unknown[]): unknown =>
      wrap(self, args, () => Reflect.apply(original as () => unknown, self, args)),
  }) as Target[keyof Target]
}

function prototypeOfStatements(): Database.Statement {
  const scratch = new Database(':memory:')
  const prototype = Object.getPrototypeOf(scratch.prepare('SELECT 1')) as Database.Statement
  scratch.close()
  return prototype
}
