import type { Statement } from '@lithify/core'
import { splitPieces } from '@lithify/dialect-testkit'
import { splitter } from '../src/split.ts'

export const split = (...pieces: readonly string[]): Statement[] => splitPieces({ splitter }, pieces)
