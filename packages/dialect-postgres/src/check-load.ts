import { LithifyError, type Session, type Statement } from '@lithify/core'
import { quote } from './names.ts'

interface Wanted {
  readonly name: string
  readonly schema: string | undefined
}

interface Found {
  readonly name: string
  readonly schema: string | null
  readonly relocatable: boolean | null
  readonly available: boolean
}

/**
 * Extensions that a dump needs: `IF NOT EXISTS` leaves one alone that is in another schema, where nothing of the dump would find it. And one that the server
 * does not have is told with all others that it does not have.
 */
export async function checkLoad(session: Session, statements: readonly Statement[]): Promise<void> {
  const wanted = statements.flatMap(({ text }) => extensionOf(text))
  if (wanted.length === 0) return
  const found = await session.query<Found & Record<string, unknown>>(
    `SELECT w.name, n.nspname::text AS schema, e.extrelocatable AS relocatable, a.name IS NOT NULL AS available
     FROM pg_catalog.json_array_elements_text($1::json) AS w(name)
     LEFT JOIN pg_catalog.pg_extension e ON e.extname = w.name LEFT JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
     LEFT JOIN pg_catalog.pg_available_extensions() a ON a.name = w.name`,
    [JSON.stringify(wanted.map(({ name }) => name))],
  )
  const byName = new Map(found.map((row) => [row.name, row]))
  refuseUnavailable(found.filter(({ schema, available }) => schema === null && !available).map(({ name }) => name))
  for (const { name, schema } of wanted) {
    const there = byName.get(name)
    if (schema !== undefined && typeof there?.schema === 'string' && there.schema !== schema)
      throw elsewhere(name, { there: there.schema, wanted: schema, relocatable: there.relocatable === true })
  }
}

/** As lithify writes it; not as anybody else might. */
const creation = /^CREATE EXTENSION IF NOT EXISTS "((?:[^"]|"")+)"(?: WITH SCHEMA "((?:[^"]|"")+)")?/

function extensionOf(text: string): Wanted[] {
  const [, name, schema] = creation.exec(text) ?? []
  return name === undefined ? [] : [{ name: plain(name), schema: schema === undefined ? undefined : plain(schema) }]
}

const plain = (quoted: string): string => quoted.replaceAll('""', '"')

function refuseUnavailable(names: readonly string[]): void {
  if (names.length === 0) return
  throw new LithifyError(
    'LITHIFY_E_BOOTSTRAP',
    `the server does not have the extensions that it needs: ${names.join(', ')}`,
    {
      data: { extensions: names },
      hint: 'Install them on the server, with the packages of its system or in the console of who hosts it.',
    },
  )
}

function elsewhere(
  name: string,
  { there, wanted, relocatable }: { readonly there: string; readonly wanted: string; readonly relocatable: boolean },
): LithifyError {
  const how = relocatable
    ? `As its owner:  ALTER EXTENSION ${quote(name)} SET SCHEMA ${quote(wanted)}`
    : `It cannot be moved. Where nothing needs it:  DROP EXTENSION ${quote(name)}`
  return new LithifyError(
    'LITHIFY_E_BOOTSTRAP',
    `the extension ${name} is in the schema ${there}, and the dump has it in ${wanted}`,
    {
      data: { extension: name, schema: there, wanted },
      hint: how,
    },
  )
}
