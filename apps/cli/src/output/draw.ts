import type { LithifyEvent, Warning } from '@lithify/core'
import { header } from './header.ts'
import type { Printer } from './printer.ts'
import { count, duration } from './text.ts'

/** A script has to be at work for this long before its progress is worth a line. */
const patienceMs = 400
/** How often that line changes at most. */
const paceMs = 100
/** More names than this before the work begins would push the work itself off the screen. */
const namesShown = 12

/** Draws what core reports. It keeps what it needs for that, and decides nothing. */
export class Drawing {
  readonly #printer: Printer
  /** A migration's name as it is shown: without its folder, where there is only one. */
  label: (name: string) => string = (name) => name
  #header = false
  #current: { readonly name: string; readonly since: number } | undefined
  #drawn = 0
  readonly #warned = new Set<string>()

  constructor(printer: Printer) {
    this.#printer = printer
  }

  readonly on = (event: LithifyEvent): void => {
    const printer = this.#printer
    switch (event.type) {
      case 'connected':
        return this.header(event.connection, event.server)
      case 'lockWaiting':
        return printer.line('  ', [
          'dim',
          `waiting for another runner${event.owner === undefined ? '' : ` (${event.owner})`}`,
        ])
      case 'planned':
        return this.#planned(event.names, event.bootstrap)
      case 'bootstrapStarted':
        this.#begin(event.path)
        return printer.now(`  ◆ empty database: loading ${event.path}`)
      case 'bootstrapFinished':
        this.#current = undefined
        return printer.entry('dump', loaded(event.path, event.migrations), '', duration(event.durationMs))
      case 'migrationStarted':
        this.#begin(event.name)
        return printer.now(`  … ${this.label(event.name)}`)
      case 'migrationFinished':
        this.#current = undefined
        return printer.entry(
          event.direction === 'up' ? 'done' : 'undone',
          this.label(event.name),
          '',
          duration(event.durationMs),
        )
      case 'baselineAdopted':
        return printer.entry('dump', adopted(this.label(event.name), event.replaced))
      case 'baselineRestored':
        return printer.entry(
          'dump',
          `${this.label(event.name)} was unsquashed: its row gave way to ${count(event.restored, 'row')}`,
        )
      case 'statements':
        return this.#progress(event.done)
      case 'step':
        return printer.now(`  … ${event.step}`)
      case 'warning':
        return this.warn(event.warning)
      default:
        return undefined
    }
  }

  header(connection: string, server: Parameters<typeof header>[1]): void {
    if (this.#header) return
    this.#header = true
    this.#printer.line(...header(connection, server))
  }

  /** Once each: core reports a warning when it arises and puts it into the result too. */
  warn(warning: Warning): void {
    const key = `${warning.code} ${warning.message}`
    if (this.#warned.has(key)) return
    this.#warned.add(key)
    this.#printer.error(['yellow', warning.code], '  ', warning.message)
    if (warning.hint !== undefined) this.#printer.error(warning.hint)
  }

  /** The thing that was at work when an error came up. */
  failed(): void {
    this.#printer.settle()
    if (this.#current !== undefined) this.#printer.entry('failed', this.label(this.#current.name))
    this.#current = undefined
  }

  #begin(name: string): void {
    this.#current = { name, since: performance.now() }
    this.#drawn = 0
  }

  #planned(names: readonly string[], bootstrap: string | undefined): void {
    const printer = this.#printer
    const labels = names.map(this.label)
    printer.fit(labels)
    if (bootstrap !== undefined) printer.fit([loaded(bootstrap, 1000)])
    if (!printer.live || names.length < 2) return
    for (const label of labels.slice(0, namesShown)) printer.entry('waiting', label)
    if (labels.length > namesShown)
      printer.line('    ', ['dim', `and ${count(labels.length - namesShown, 'more', 'more')}`])
  }

  #progress(done: number): void {
    const now = performance.now()
    if (this.#current === undefined || now - this.#current.since < patienceMs || now - this.#drawn < paceMs) return
    this.#drawn = now
    this.#printer.now(
      `  … ${this.label(this.#current.name)}  ${count(done, 'statement')}  ${duration(now - this.#current.since)}`,
    )
  }
}

/** A squashed database has it at once, every other one with its next run. */
function adopted(name: string, replaced: number): string {
  return `adopted ${name} in place of ${count(replaced, 'row')} of the history`
}

function loaded(path: string, migrations: number): string {
  return `empty database: loaded ${path} (${count(migrations, 'migration')})`
}
