import { Schema, type Introspection, type Scope, type Session } from '@lithify/core'
import { majorVersion, readDependencies } from './catalog.ts'
import { Reader, type Catalog } from './reader.ts'
import { readCollations, readFunctions, readHosted, readNamespaces, readSequences, readTypes } from './read-others.ts'
import { readRest } from './read-rest.ts'
import { readColumns, readConstraints, readIndexes, readRelations } from './read-tables.ts'
import { settled } from './settled.ts'

/** The schema of the database: one query for each catalog, whatever the number of tables. */
export async function introspect(session: Session, scope: Scope): Promise<Introspection> {
  const catalog = await settled(session, () => readCatalog(session))
  const { objects, uncovered } = new Reader(catalog, scope).read()
  return { schema: new Schema(objects), uncovered }
}

async function readCatalog(session: Session): Promise<Catalog> {
  const version = await majorVersion(session)
  // One after the other: a session takes one query at a time.
  const dependencies = await readDependencies(session)
  const namespaces = await readNamespaces(session)
  const collations = await readCollations(session, version)
  const types = await readTypes(session)
  const functions = await readFunctions(session)
  const sequences = await readSequences(session)
  const relations = await readRelations(session)
  const columns = await readColumns(session)
  const constraints = await readConstraints(session, version)
  const indexes = await readIndexes(session, version)
  const hosted = await readHosted(session)
  const rest = await readRest(session)
  return {
    dependencies,
    namespaces,
    collations,
    types,
    functions,
    sequences,
    relations,
    columns,
    constraints,
    indexes,
    hosted,
    rest,
  }
}
