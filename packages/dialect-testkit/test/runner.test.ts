import { expect, test } from 'vitest'
import { database, dialect, registered } from './support.ts'

const shadowTest = 'identity: a shadow is an empty database of its own, gone when it is closed'

test('there is a good number of tests, their names are distinct and begin with their suite', () => {
  const names = [...registered().keys()]
  expect(names.length).toBeGreaterThan(130)
  for (const name of names) expect(name).toMatch(/^[a-z][a-z ]*: \S/)
})

test('the names do not depend on what the dialect claims', () => {
  const claimless = { ...dialect, capabilities: { ...dialect.capabilities, shadow: false, checks: false } }
  expect([...registered({ factory: () => database(claimless) }).keys()]).toEqual([...registered().keys()])
})

test('what is not claimed is skipped with the reason, and cleaned up', async () => {
  const reasons: string[] = []
  let cleaned = 0
  const factory = (): ReturnType<typeof database> => {
    const real = database({ ...dialect, capabilities: { ...dialect.capabilities, shadow: false } })
    return { ...real, cleanup: () => void [cleaned++, real.cleanup()] }
  }
  await registered({ factory }).get(shadowTest)?.({ skip: (reason: string) => void reasons.push(reason) })
  expect(reasons).toEqual(['the dialect does not claim shadow'])
  expect(cleaned).toBe(1)
})

test('a runner without a way to skip is fine', async () => {
  const claimless = { ...dialect, capabilities: { ...dialect.capabilities, shadow: false } }
  await registered({ factory: () => database(claimless) }).get(shadowTest)?.()
})

function noDatabase(): never {
  throw new Error('no database was asked for')
}

test('what the dialect did not hand over is skipped without a database', async () => {
  const reasons: string[] = []
  await registered({ factory: noDatabase }).get("splitting: the dialect's own hard scripts")?.({
    skip: (reason: string) => void reasons.push(reason),
  })
  expect(reasons).toEqual(['the option scripts was not given'])
})

test('a test function takes no parameter by its length, or Jest would wait for a callback', () => {
  for (const run of registered().values()) expect(run).toHaveLength(0)
})

test('sessions are closed before the clean-up, after a failure too', async () => {
  const log: string[] = []
  const bent = {
    ...dialect,
    async connect(options: Parameters<typeof dialect.connect>[0]) {
      const real = await dialect.connect(options)
      const close = real.close.bind(real)
      real.close = async () => {
        log.push('close')
        await close()
      }
      return real
    },
    introspect: () => Promise.reject(new Error('broken')),
  }
  const factory = (): ReturnType<typeof database> => {
    const real = database(bent)
    return { ...real, cleanup: () => void [log.push('cleanup'), real.cleanup()] }
  }
  await expect(registered({ factory }).get('features: created_at and updated_at')?.()).rejects.toThrow('broken')
  expect(log).toEqual(['close', 'cleanup'])
})

const runScripts = (statements: string[]): Promise<void> | undefined =>
  registered({ scripts: [{ script: 'select 1; select 2', statements }] }).get(
    "splitting: the dialect's own hard scripts",
  )?.()

test('the own scripts of a dialect are held against their statements', async () => {
  await runScripts(['select 1', 'select 2'])
  await expect(runScripts(['select 1; select 2'])).rejects.toThrow()
})

test('what a dialect says it cannot represent has to be uncovered', async () => {
  const run = registered({ uncovered: { sql: 'create table covered (a)', name: 'covered' } }).get(
    'introspection: what cannot be represented is named as uncovered, and is in the inventory',
  )
  await expect(run?.()).rejects.toThrow('covered is not among the uncovered')
})
