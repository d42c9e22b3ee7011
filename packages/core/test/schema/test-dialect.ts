import {
  defineCapabilities,
  type Capabilities,
  type CompareHooks,
  type Dialect,
  type ForeignKey,
  type Index,
  type KindInfo,
  type Table,
  type Types,
  type View,
} from '../../src/index.ts'

/** A dialect of no database: texts compare without case and spaces, names that start with `auto_` are made up. */
export type TestDialect = Pick<Dialect, 'capabilities' | 'compare' | 'kinds' | 'types'>

const squeeze = (text: string): string => text.toLowerCase().replace(/\s+/g, '')

export const compare: CompareHooks = {
  type: squeeze,
  default: squeeze,
  expression: squeeze,
  query: (query, columns) => (columns === undefined ? '' : `(${columns.join(', ')}) `) + squeeze(query),
  create: squeeze,
  generatedName: (_part, name) => name.startsWith('auto_'),
  rename: (text, rename) =>
    text.includes('eval') ? undefined : text.replaceAll(new RegExp(`\\b${rename.from}\\b`, 'g'), rename.to),
}

const types: Types = {
  resolve: (declared) => {
    if (declared.name === 'id') return { type: 'bigint', options: { identity: true } }
    if (declared.name === 'native') return { type: declared.type }
    if (declared.name === 'string') return { type: `varchar(${declared.length ?? 255})` }
    if (declared.name === 'decimal') return { type: `decimal(${declared.precision ?? 10},${declared.scale ?? 0})` }
    return { type: declared.name.toLowerCase() }
  },
  reference: () => ({ type: 'bigint' }),
  literal: (value) => (typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value)),
  now: () => 'now()',
}

const kinds: KindInfo[] = ['table', 'index', 'view', 'trigger', 'foreignKey'].map((kind) => ({ kind }))

export function testDialect(claimed: Partial<Capabilities> = {}, hooks: Partial<CompareHooks> = {}): TestDialect {
  return { capabilities: defineCapabilities(claimed), compare: { ...compare, ...hooks }, kinds, types }
}

export function table(
  name: string,
  columns: readonly (string | Table['columns'][number])[] = ['id'],
  rest: Partial<Table> = {},
): Table {
  return {
    kind: 'table',
    name,
    columns: columns.map((column) =>
      typeof column === 'string' ? { name: column, type: 'int', nullable: true } : column,
    ),
    uniques: [],
    checks: [],
    ...rest,
  }
}

export function foreignKey(from: string, to: string, rest: Partial<ForeignKey> = {}): ForeignKey {
  return {
    kind: 'foreignKey',
    table: from,
    name: `${from}_${to}`,
    columns: ['id'],
    references: { table: to, columns: ['id'] },
    ...rest,
  }
}

export function index(on: string, name: string, rest: Partial<Index> = {}): Index {
  return { kind: 'index', table: on, name, unique: false, keys: [{ column: 'id' }], ...rest }
}

export function view(name: string, definition: string, rest: Partial<View> = {}): View {
  return { kind: 'view', name, definition, ...rest }
}
