import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync, chmodSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { asideOf, pairOf, readManifestText } from '../../src/baseline/pair.ts'
import { discard, putInPlace, writeAside } from '../../src/baseline/write-pair.ts'
import { checksumFile, checksumText } from '../../src/migrations/checksum.ts'
import { failure, temporaryFolder } from './project.ts'

const run = promisify(execFile)
const child = join(import.meta.dirname, 'kill-child.mjs')

async function* once(text: string): AsyncGenerator<string> {
  yield text
}

const manifestFor = (text: string): string => JSON.stringify({ dumpChecksum: checksumText(text), of: text })

async function write(pair: ReturnType<typeof pairOf>, text: string): Promise<void> {
  await putInPlace(pair, await writeAside(pair, once(text)), manifestFor(text))
}

function place(): ReturnType<typeof pairOf> {
  return pairOf(join(temporaryFolder(), 'database/schema/primary-schema.sql'))
}

const filesBeside = (pair: ReturnType<typeof pairOf>): string[] => readdirSync(dirname(pair.dump)).toSorted()

describe('a pair on disk', () => {
  it('is written into a folder that is made for it, and leaves nothing aside', async () => {
    const pair = place()
    await write(pair, 'one\n')
    expect(readFileSync(pair.dump, 'utf8')).toBe('one\n')
    expect(await readManifestText(pair)).toBe(manifestFor('one\n'))
    expect(filesBeside(pair)).toEqual(['primary-schema.meta.json', 'primary-schema.sql'])
  })

  it('has the checksum of the file, however the text was cut', async () => {
    const pair = place()
    const pieces = Array.from({ length: 5000 }, (_, index) => `insert ${index} ü\r\n${'x'.repeat(index % 100)}\r`)
    const aside = await writeAside(
      pair,
      (async function* () {
        yield* pieces
      })(),
    )
    expect(readFileSync(aside.path, 'utf8')).toBe(pieces.join(''))
    expect(aside.checksum).toBe(checksumFile(aside.path))
  })

  it('stays as it was when the text breaks off', async () => {
    const pair = place()
    await write(pair, 'one\n')
    const broken = (async function* () {
      yield 'half'
      throw new Error('the database went away')
    })()
    expect((await failure(() => writeAside(pair, broken))).message).toBe('the database went away')
    expect(readFileSync(pair.dump, 'utf8')).toBe('one\n')
    expect(filesBeside(pair)).toEqual(['primary-schema.meta.json', 'primary-schema.sql'])
  })

  it('overwrites what a killed dump left aside', async () => {
    const pair = place()
    await write(pair, 'one\n')
    writeFileSync(asideOf(pair.dump), 'rest')
    writeFileSync(asideOf(pair.manifest), '{"dumpCheck')
    await write(pair, 'two\n')
    expect(await readManifestText(pair)).toBe(manifestFor('two\n'))
    expect(filesBeside(pair)).toHaveLength(2)
  })

  it('is not mixed by two processes: the one that was overtaken gives up', async () => {
    const pair = place()
    const slow = await writeAside(pair, once('slow\n'))
    const fast = await writeAside(pair, once('fast\n'))
    const error = await failure(() => putInPlace(pair, slow, manifestFor('slow\n')))
    expect(error).toMatchObject({ code: 'LITHIFY_E_DUMP_WRITE' })
    await discard(slow)
    await putInPlace(pair, fast, manifestFor('fast\n'))
    expect(readFileSync(pair.dump, 'utf8')).toBe('fast\n')
    expect(await readManifestText(pair)).toBe(manifestFor('fast\n'))
  })

  it('leaves nothing aside where it cannot take its place', async () => {
    const pair = place()
    mkdirSync(join(pair.dump, 'folder'), { recursive: true })
    const aside = await writeAside(pair, once('one'))
    expect(await failure(() => putInPlace(pair, aside, manifestFor('one')))).toMatchObject({
      code: 'LITHIFY_E_DUMP_WRITE',
    })
    await discard(aside)
    expect(filesBeside(pair)).toEqual(['primary-schema.sql'])
  })

  it('cannot be written where a file is in the way, and says which', async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'schema'), '')
    const pair = pairOf(join(folder, 'schema/primary-schema.sql'))
    const error = await failure(() => writeAside(pair, once('one')))
    expect(error).toMatchObject({ code: 'LITHIFY_E_DUMP_WRITE', data: { path: pair.dump } })
  })

  it.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
    'cannot be written without permission',
    async () => {
      const pair = place()
      mkdirSync(dirname(pair.dump), { recursive: true })
      chmodSync(dirname(pair.dump), 0o555)
      expect((await failure(() => writeAside(pair, once('one')))).code).toBe('LITHIFY_E_DUMP_WRITE')
    },
  )
})

describe('a manifest that was left aside', () => {
  it('takes its place where the dump in place is its own', async () => {
    const pair = place()
    await write(pair, 'one\n')
    writeFileSync(pair.dump, 'two\n')
    writeFileSync(asideOf(pair.manifest), manifestFor('two\n'))
    expect(await readManifestText(pair)).toBe(manifestFor('two\n'))
    expect(filesBeside(pair)).toEqual(['primary-schema.meta.json', 'primary-schema.sql'])
  })

  it('is the first one of all', async () => {
    const pair = place()
    await write(pair, 'one\n')
    renameSync(pair.manifest, asideOf(pair.manifest))
    expect(await readManifestText(pair)).toBe(manifestFor('one\n'))
    expect(existsSync(pair.manifest)).toBe(true)
  })

  it('is ignored where the manifest in place fits, say after a checkout', async () => {
    const pair = place()
    await write(pair, 'one\n')
    const leftover = JSON.stringify({ dumpChecksum: checksumText('one\n'), squashed: false })
    writeFileSync(asideOf(pair.manifest), leftover)
    expect(await readManifestText(pair)).toBe(manifestFor('one\n'))
  })

  it.each(['', '{"dumpChecksum":"', '{"dumpChecksum":7}', 'null', manifestFor('another\n')])(
    'is ignored: %j',
    async (left) => {
      const pair = place()
      await write(pair, 'one\n')
      writeFileSync(asideOf(pair.manifest), left)
      expect(await readManifestText(pair)).toBe(manifestFor('one\n'))
    },
  )

  it('belongs to a dump that was checked out with CRLF, too', async () => {
    const pair = place()
    await write(pair, 'one\n')
    writeFileSync(pair.dump, 'two\r\n')
    writeFileSync(asideOf(pair.manifest), manifestFor('two\n'))
    expect(await readManifestText(pair)).toBe(manifestFor('two\n'))
  })
})

describe('a dump that is killed', { timeout: 120_000 }, () => {
  const texts = { old: 'old\n', new: 'first line\nsecond line\n' }
  const manifest = '{"dumpChecksum":"CHECKSUM","of":"new"}'

  async function killedBefore(pair: ReturnType<typeof pairOf>, call: number): Promise<{ calls?: number }> {
    try {
      const { stdout } = await run(process.execPath, [child, pair.dump, texts.new, manifest, String(call)])
      return { calls: Number(/after (\d+) calls/.exec(stdout)?.[1]) }
    } catch (error) {
      expect((error as { signal?: string }).signal, String((error as { stderr?: string }).stderr)).toBe('SIGKILL')
      return {}
    }
  }

  /** How the pair stands after a dump was killed at one place: whole, and of which dump. */
  async function aftermath(call: number, had: boolean): Promise<string> {
    const pair = place()
    if (had) await write(pair, texts.old)
    await killedBefore(pair, call)
    const found = await readManifestText(pair)
    const dumped = existsSync(pair.dump) ? readFileSync(pair.dump, 'utf8') : undefined
    // Whatever was left, the next dump goes through.
    await write(pair, texts.new)
    expect(filesBeside(pair)).toHaveLength(2)
    if (found === undefined) return dumped === undefined ? 'none' : 'a dump without a manifest'
    const { dumpChecksum, of } = JSON.parse(found) as { dumpChecksum: string; of: string }
    if (dumpChecksum !== checksumText(dumped ?? '')) return 'a manifest of another dump'
    return of === 'new' ? 'new' : 'old'
  }

  it.each([true, false])(
    'before any call that touches the disk leaves the old pair or the new one, whole (a pair was there: %s)',
    async (had) => {
      const { calls = 0 } = await killedBefore(place(), 0)
      expect(calls).toBeGreaterThan(12)
      const seen = new Set<string>()
      const places = Array.from({ length: calls }, (_, index) => index + 1)
      while (places.length > 0) {
        for (const end of await Promise.all(places.splice(0, 4).map((call) => aftermath(call, had)))) seen.add(end)
      }
      expect([...seen].toSorted()).toEqual(had ? ['new', 'old'] : ['new', 'none'])
    },
  )
})
