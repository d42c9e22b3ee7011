import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Lithify } from '@lithify/core'
import { ProjectFolder, sqlFile } from '@lithify/dialect-testkit'
import { onTestFinished } from 'vitest'
import { mysql } from '../../src/index.ts'
import type { MysqlOptions } from '../../src/options.ts'

/** A project whose one migration is a schema's script. */
export class Project {
  readonly #folder: ProjectFolder
  readonly #options: MysqlOptions

  constructor(script: string, options: MysqlOptions = {}) {
    this.#folder = new ProjectFolder({ [sqlFile('1_schema')]: script })
    this.#options = options
    onTestFinished(() => this.#folder.remove())
  }

  async open(url: string): Promise<Lithify> {
    const lithify = await this.#folder.open({
      connections: { primary: { dialect: mysql({ ...this.#options, url }) } },
    })
    onTestFinished(() => lithify.close())
    return lithify
  }

  dump(): string {
    return readFileSync(join(this.#folder.root, 'database/schema/primary-schema.sql'), 'utf8')
  }
}
