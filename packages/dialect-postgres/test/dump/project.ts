import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Lithify } from '@lithify/core'
import { ProjectFolder, sqlFile } from '@lithify/dialect-testkit'
import { onTestFinished } from 'vitest'
import { postgres } from '../../src/index.ts'

/** A project whose one migration is a schema's script. */
export class Project {
  readonly #folder: ProjectFolder
  readonly root: string
  readonly dumpPath: string

  constructor(script: string) {
    this.#folder = new ProjectFolder({ [sqlFile('1_schema')]: script })
    onTestFinished(() => this.#folder.remove())
    this.root = this.#folder.root
    this.dumpPath = join(this.root, 'database/schema/primary-schema.sql')
  }

  async open(url: string): Promise<Lithify> {
    const lithify = await this.#folder.open({ connections: { primary: { dialect: postgres({ url }) } } })
    onTestFinished(() => lithify.close())
    return lithify
  }

  dump(): string {
    return readFileSync(this.dumpPath, 'utf8')
  }
}
