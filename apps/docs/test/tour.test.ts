import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { pages, readmes } from './support/files.ts'
import { fits, play } from './support/tour.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

describe('a tour', () => {
  it.each(['README.md', 'apps/docs/tour.md', 'apps/docs/squashing.md'])('%s prints what it says', (label) => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'lithify-tour-')))
    folders.push(folder)
    const page = [...pages(), ...readmes()].find((each) => each.label === label)
    if (page === undefined) throw new Error(`There is no ${label}`)
    const steps = play(page, folder)
    for (const step of steps) if (!fits(step)) expect(step.printed, step.command).toBe(step.told)
    expect(steps.length).toBeGreaterThan(8)
  })
})
