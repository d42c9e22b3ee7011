import type { Plain } from '../schema/model.ts'

/** One call of a builder's method, as data: it can be tried out on a builder, and printed. */
export interface Call {
  readonly method: string
  readonly args: readonly Argument[]
}

/** Calls one on the other: `t.string('name').notNull()`. */
export type Chain = readonly Call[]

export type Argument = Plain | bigint | Callback

/** A function that is given a builder: `(t) => { t.id() }`. */
export class Callback {
  readonly parameter: string
  readonly body: readonly Chain[]
  /** Printed in braces, one statement a line, also where it holds a single one. */
  readonly block: boolean

  constructor(parameter: string, body: readonly Chain[], block = false) {
    this.parameter = parameter
    this.body = body
    this.block = block
  }
}

export function call(method: string, ...args: readonly Argument[]): Call {
  return { method, args }
}

/** Makes the call on a builder. Answers what the method answers. */
export function perform(target: unknown, { method, args }: Call): unknown {
  const methods = target as Readonly<Record<string, (...values: readonly unknown[]) => unknown>>
  return methods[method]?.call(target, ...args.map(valueOf))
}

function valueOf(argument: Argument): unknown {
  if (!(argument instanceof Callback)) return argument
  return (builder: unknown): void => {
    for (const chain of argument.body) chain.reduce(perform, builder)
  }
}

/** The arguments without those at the end that say nothing. */
export function withSettings(
  args: readonly Argument[],
  settings: { readonly [key: string]: Plain | undefined },
): Argument[] {
  const said = Object.entries(settings).filter((entry): entry is [string, Plain] => entry[1] !== undefined)
  return said.length === 0 ? [...args] : [...args, Object.fromEntries(said)]
}

/** What is plain data by its contents, if not by its type. */
export function plainly(value: object): Plain {
  return value as unknown as Plain
}
