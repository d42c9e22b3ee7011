import { compareByteLists } from '@lithify/core'
import { quote } from '../../names.ts'
import { quoteList } from '../../emit/names.ts'
import type { AccessRow, Grant } from './read.ts'

/** What is granted on an object, or on one column of it. */
export interface Access extends Pick<AccessRow, 'owner' | 'granted' | 'base' | 'all'> {
  readonly column?: string | null | undefined
}

/** `ON TABLE public.t`, and what comes before GRANT. */
export interface Target {
  readonly on: string
  readonly before?: string
  /** Grants that others than the owner gave are given in their name. */
  readonly grantors: boolean
}

/**
 * The statements that make privileges what they are, where they are what goes without saying: what is taken away first, then what the owner gave, then what
 * others passed on, after they were given it.
 */
export function grantStatements(accesses: readonly Access[], target: Target): string[] {
  const lines = accesses.flatMap((access) => linesOf(access))
  const taken = lines.filter(({ take }) => take !== undefined)
  const given = inGivingOrder(lines.filter(({ take }) => take === undefined))
  return [...grouped(taken), ...grouped(given)].flatMap((group) => statement(group, target))
}

/** The one statement that takes back the most of it: whoever was given something loses it, else who lost something is given it again. */
export function ungrantStatement(accesses: readonly Access[], { on, before = '' }: Target): string {
  const lines = accesses.flatMap((access) => linesOf(access))
  const given = lines.filter(({ take }) => take === undefined)
  const [verb, word] = given.length > 0 ? ['REVOKE', 'FROM'] : ['GRANT', 'TO']
  const concerned = given.length > 0 ? given : lines
  const roles = [...new Set(concerned.map(({ grantee }) => roleOf(grantee)))].toSorted()
  return `${before}${verb} ALL ${on} ${word} ${roles.join(', ')}${given.length > 0 ? ' CASCADE' : ''}`
}

interface Line {
  /** Set where it is taken away: all of it, or only the right to pass it on. */
  readonly take?: 'all' | 'option' | undefined
  readonly owner: string
  readonly grantor: string
  readonly grantee: string | null
  readonly privilege: string
  readonly grantable: boolean
  readonly column: string | undefined
  readonly all: readonly string[]
}

const keyOf = ([grantor, grantee, privilege]: Grant): string => JSON.stringify([grantor, grantee, privilege])

/** How what is granted differs from what goes without saying. */
function linesOf({ owner, granted, base, all, column }: Access): Line[] {
  const now = new Map((granted ?? []).map((grant) => [keyOf(grant), grant]))
  const usual = new Map((base ?? []).map((grant) => [keyOf(grant), grant]))
  const line = ([grantor, grantee, privilege, grantable]: Grant, take?: Line['take']): Line => ({
    take, owner, grantor, grantee, privilege, grantable, column: column ?? undefined, all: all ?? [],
  }) // prettier-ignore
  const taken = [...usual].flatMap(([key, grant]): Line[] => {
    const left = now.get(key)
    if (left === undefined) return [line(grant, 'all')]
    return grant[3] && !left[3] ? [line(grant, 'option')] : []
  })
  const given = [...now].filter(([key, grant]) => {
    const was = usual.get(key)
    return was === undefined || (grant[3] && !was[3])
  })
  return [...taken, ...given.map(([, grant]) => line(grant))].toSorted((a, b) =>
    compareByteLists(sortKey(a), sortKey(b)),
  )
}

/** The owner's first, what everybody has before what roles have. */
const sortKey = ({ grantor, owner, grantee, grantable, column, privilege }: Line): string[] => [
  grantor === owner ? '' : grantor,
  grantee ?? '',
  column === undefined ? '0' : '1',
  grantable ? '1' : '0',
  privilege,
  column ?? '',
]

/** Nobody passes on what he has not been given yet. */
function inGivingOrder(lines: readonly Line[]): Line[] {
  const ordered: Line[] = []
  let waiting = lines
  const may = ({ grantor, owner, privilege, column }: Line): boolean =>
    grantor === owner ||
    ordered.some(
      (each) =>
        each.grantable &&
        each.grantee === grantor &&
        each.privilege === privilege &&
        (each.column === undefined || each.column === column),
    )
  while (waiting.length > 0) {
    const next = waiting.filter(may)
    // What goes on in a circle the server does not allow: such lines are written all the same, and it says so.
    const chosen = next.length > 0 ? next : waiting
    ordered.push(...chosen)
    waiting = waiting.filter((line) => !chosen.includes(line))
  }
  return ordered
}

/** Lines that follow each other and make one statement. */
function grouped(lines: readonly Line[]): Line[][] {
  const groups: Line[][] = []
  const same = (a: Line, b: Line): boolean =>
    a.take === b.take && a.grantor === b.grantor && a.grantee === b.grantee && a.grantable === b.grantable && (a.column === undefined) === (b.column === undefined) // prettier-ignore
  for (const line of lines) {
    const last = groups.at(-1)
    if (last?.[0] !== undefined && same(last[0], line)) last.push(line)
    else groups.push([line])
  }
  return groups
}

function statement(lines: readonly Line[], { on, before = '', grantors }: Target): string[] {
  const [line] = lines
  if (line === undefined) return []
  const { take, grantor, owner, grantee, grantable } = line
  const what = privilegesOf(lines)
  if (take !== undefined)
    return [`${before}REVOKE ${take === 'option' ? 'GRANT OPTION FOR ' : ''}${what} ${on} FROM ${roleOf(grantee)}`]
  const text = `${before}GRANT ${what} ${on} TO ${roleOf(grantee)}${grantable ? ' WITH GRANT OPTION' : ''}`
  return !grantors || grantor === owner ? [text] : [`SET LOCAL ROLE ${quote(grantor)}`, text, 'RESET ROLE']
}

function privilegesOf(lines: readonly Line[]): string {
  const columns = new Map<string, string[]>()
  for (const { privilege, column } of lines)
    columns.set(privilege, [...(columns.get(privilege) ?? []), ...(column === undefined ? [] : [column])])
  const all = lines[0]?.all ?? []
  // Later versions of the server may know more privileges: who has all of them has all of those.
  if (all.length > 1 && all.length === columns.size) return 'ALL'
  return [...columns].map(([name, of]) => (of.length === 0 ? name : `${name} (${quoteList(of)})`)).join(', ')
}

const roleOf = (name: string | null): string => (name === null ? 'PUBLIC' : quote(name))
