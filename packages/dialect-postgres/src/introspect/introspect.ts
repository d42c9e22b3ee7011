import { Schema, type Introspection, type Scope, type Session } from '@lithify/core'
import { readDependencies, serverFacts } from './catalog.ts'
import { readKeyNames } from './keys.ts'
import { toBeReadAgain } from './read-again.ts'
import { readObjects } from './objects/read.ts'
import { readPrivileges } from './privileges/read.ts'
import { inOrder, Reader, type Catalog } from './reader.ts'
import { readCollations, readFunctions, readHosted, readNamespaces, readSequences, readTypes } from './read-others.ts'
import { readColumns, readConstraints, readIndexes, readRelations } from './read-tables.ts'
import { settled } from './settled.ts'

/** The schema of the database: one query for each catalog, whatever the number of tables. */
export async function introspect(session: Session, scope: Scope): Promise<Introspection> {
  // The rows are as much as all that is made of them: they are let go of as soon as it is made.
  const made = await settled(session, async () => new Reader(await readCatalog(session, scope), scope).read())
  const { objects, uncovered } = inOrder(made)
  return { schema: new Schema(objects), uncovered }
}

async function readCatalog(session: Session, scope: Scope): Promise<Catalog> {
  const facts = await serverFacts(session)
  const { version } = facts
  // One after the other: a session takes one query at a time.
  const dependencies = await readDependencies(session)
  const namespaces = await readNamespaces(session)
  const collations = await readCollations(session, version)
  const types = await readTypes(session)
  const functions = await readFunctions(session)
  const sequences = await readSequences(session, version)
  const relations = await readRelations(session)
  const columns = await readColumns(session)
  const constraints = await readConstraints(session, version)
  const indexes = await readIndexes(session, version)
  const names = await readKeyNames(session, columns)
  const hosted = await readHosted(session)
  const objects = await readObjects(session, facts)
  const privileges = scope.privileges === true ? await readPrivileges(session) : undefined
  return {
    version,
    dependencies,
    namespaces,
    collations,
    types: toBeReadAgain(types),
    functions: toBeReadAgain(functions),
    sequences,
    relations: toBeReadAgain(relations),
    columns: toBeReadAgain(columns),
    constraints: toBeReadAgain(constraints),
    indexes: toBeReadAgain(indexes),
    names,
    hosted: toBeReadAgain(hosted),
    objects,
    privileges,
  }
}
