import { isOpaque, isTable, isView, type SchemaObject } from '@lithify/core'
import type { CatalogRow } from '../catalog.ts'
import { divideDomain } from './divide-domain.ts'
import { divideFunction } from './divide-function.ts'
import { divideTable } from './divide-table.ts'
import { divideType, goesWithType } from './divide-type.ts'
import { divideView } from './divide-view.ts'
import type { Divider, Division } from './division.ts'

const whole = (object: SchemaObject): Division => ({ first: object, later: [] })

export const tableDivider: Divider = {
  rank: 'part',
  divide: (object, pieces) => (isTable(object) ? divideTable(object, pieces) : whole(object)),
}

export const viewDivider = (columns: readonly CatalogRow[]): Divider => ({
  rank: 'view',
  divide: (object) => (isView(object) ? divideView(object, columns) : whole(object)),
})

export const domainDivider = (row: CatalogRow): Divider => ({
  rank: 'part',
  divide: (_, pieces) => divideDomain(row, pieces),
})

export const functionDivider = (row: CatalogRow): Divider => ({
  rank: 'function',
  divide: (object) => (isOpaque(object) ? divideFunction(object, row) : whole(object)),
})

/** Only functions that are not written in SQL can take or return a type that is nothing but a name. */
export const typeDivider = (isNative: (object: SchemaObject) => boolean): Divider => ({
  rank: 'type',
  divide: (object) => (isOpaque(object) ? divideType(object) : whole(object)),
  accepts: isNative,
  bind: (object) => (isOpaque(object) ? goesWithType(object) : object),
})
