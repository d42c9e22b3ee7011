import type { Plain } from '../schema/model.ts'
import { Callback, type Argument, type Call, type Chain } from './render-call.ts'
import { renderText } from './render-text.ts'

/** As wide as lines get where they can be broken. */
const width = 100
const step = '  '

/** Calls on `target`, one after the other: `m.createTable(…)`. The first line is not indented, those that follow are. */
export function renderChain(target: string, chain: Chain, indent = ''): string {
  const inline = chain.map((each) => `.${each.method}(${each.args.map(inlineArgument).join(', ')})`)
  const whole = target + inline.join('')
  if (chain.length > 1) {
    if (fits(whole, indent) && !whole.includes('\n')) return whole
    const rest = chain.slice(1).map((each) => `\n${indent}${step}.${renderCall(each, indent + step)}`)
    return `${target}.${renderCall(chain[0] as Call, indent)}${rest.join('')}`
  }
  return `${target}.${renderCall(chain[0] as Call, indent)}`
}

function renderCall({ method, args }: Call, indent: string): string {
  const inline = args.map(inlineArgument)
  const whole = `${method}(${inline.join(', ')})`
  const last = args.at(-1)
  const before = inline.slice(0, -1).map((argument) => `${argument}, `)
  if (last instanceof Callback && (last.block || !fits(whole, indent)))
    return `${method}(${before.join('')}${renderBlock(last, indent)})`
  const texts = args.every((argument) => typeof argument === 'string')
  // A text of several lines is printed as it stands wherever it is, so there is nothing to be gained by breaking around it.
  if (texts || (fits(whole, indent) && !whole.includes('\n'))) return whole
  if (isCompound(last) && fits(`${method}(${before.join('')}{`, indent) && !before.join('').includes('\n'))
    return `${method}(${before.join('')}${renderValue(last, indent)})`
  const lines = args.map((argument) => `${indent}${step}${renderArgument(argument, indent + step)},\n`)
  return `${method}(\n${lines.join('')}${indent})`
}

function renderBlock({ parameter, body }: Callback, indent: string): string {
  const lines = body.map((chain) => `${indent}${step}${renderChain(parameter, chain, indent + step)}\n`)
  return `(${parameter}) => {\n${lines.join('')}${indent}}`
}

function renderArgument(argument: Argument, indent: string): string {
  if (argument instanceof Callback) return renderBlock(argument, indent)
  return typeof argument === 'bigint' ? `${argument}n` : renderValue(argument, indent)
}

function inlineArgument(argument: Argument): string {
  if (argument instanceof Callback) {
    const { parameter, body } = argument
    return `(${parameter}) => ${body.map((chain) => renderInline(parameter, chain)).join('; ')}`
  }
  return typeof argument === 'bigint' ? `${argument}n` : inlineValue(argument)
}

function renderInline(target: string, chain: Chain): string {
  return target + chain.map(({ method, args }) => `.${method}(${args.map(inlineArgument).join(', ')})`).join('')
}

/** Plain data as TypeScript. */
function renderValue(value: Plain, indent: string): string {
  const inline = inlineValue(value)
  if (!isCompound(value) || (fits(inline, indent) && !inline.includes('\n'))) return inline
  const inner = indent + step
  const [open, close] = isList(value) ? ['[', ']'] : ['{', '}']
  const lines = isList(value)
    ? value.map((item) => renderValue(item, inner))
    : entriesOf(value).map(([key, item]) => `${renderKey(key)}: ${renderValue(item, inner)}`)
  return `${open}\n${lines.map((line) => `${inner}${line},\n`).join('')}${indent}${close}`
}

function inlineValue(value: Plain): string {
  if (typeof value === 'string') return renderText(value)
  if (isList(value)) return `[${value.map(inlineValue).join(', ')}]`
  if (!isCompound(value)) return Object.is(value, -0) ? '-0' : String(value)
  const entries = entriesOf(value).map(([key, item]) => `${renderKey(key)}: ${inlineValue(item)}`)
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`
}

/** In a literal, a plain `__proto__` would not be a key. */
function renderKey(key: string): string {
  if (key === '__proto__') return `['__proto__']`
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : renderText(key).replace(/^`[^]*`$/, (text) => `[${text}]`)
}

function entriesOf(value: Bag): [string, Plain][] {
  return Object.entries(value).filter((entry): entry is [string, Plain] => entry[1] !== undefined)
}

type Bag = { readonly [key: string]: Plain }

const isList = (value: Plain): value is readonly Plain[] => Array.isArray(value)
const isCompound = (value: Argument | undefined): value is readonly Plain[] | Bag =>
  typeof value === 'object' && value !== null && !(value instanceof Callback)

function fits(text: string, indent: string): boolean {
  const end = text.indexOf('\n')
  return indent.length + (end === -1 ? text.length : end) <= width
}
