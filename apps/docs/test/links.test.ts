import { existsSync } from 'node:fs'
import { dirname, posix, resolve } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { createMarkdownRenderer } from 'vitepress'
import config from '../.vitepress/config.ts'
import { docs, pages, readmes } from './support/files.ts'

interface Page {
  /** As in an address: `/errors`, `/` for the index. */
  readonly address: string
  readonly ids: ReadonlySet<string>
  readonly links: readonly string[]
}

let site: Page[] = []

beforeAll(async () => {
  const renderer = await createMarkdownRenderer(docs)
  site = pages().map(({ label, text }): Page => {
    const html = renderer.render(text, { path: label, relativePath: posix.basename(label), cleanUrls: true })
    return {
      address: addressOf(posix.basename(label)),
      ids: new Set([...html.matchAll(/ id="([^"]+)"/g)].map((match) => match[1] ?? '')),
      links: [...html.matchAll(/<a [^>]*?href="([^"]+)"/g)].map((match) => match[1] ?? ''),
    }
  })
})

describe('links', () => {
  it('between pages lead somewhere', () => {
    const dead = site.flatMap(({ address, links }) =>
      links.filter((link) => !isExternal(link) && !leads(address, link)).map((link) => `${address}: ${link}`),
    )
    expect(site.flatMap(({ links }) => links).length).toBeGreaterThan(20)
    expect(dead).toEqual([])
  })

  it('of the navigation lead somewhere, and every page can be reached from it', () => {
    const { nav = [], sidebar = [] } = config.themeConfig ?? {}
    const linked = new Set(
      [...JSON.stringify([nav, sidebar]).matchAll(/"link":"([^"]+)"/g)].map((match) => match[1] ?? ''),
    )
    expect([...linked].filter((link) => !isExternal(link) && !leads('/', link))).toEqual([])
    expect(site.map(({ address }) => address).filter((address) => address !== '/' && !linked.has(address))).toEqual([])
  })

  it('of the READMEs lead to files that are there', () => {
    const dead = readmes().flatMap(({ path, label, text }) =>
      [...text.matchAll(/\]\(([^)\s]+)\)/g)]
        .map((match) => (match[1] ?? '').replace(/#.*$/, ''))
        .filter((link) => link !== '' && !isExternal(link) && !existsSync(resolve(dirname(path), link)))
        .map((link) => `${label}: ${link}`),
    )
    expect(dead).toEqual([])
  })
})

function isExternal(link: string): boolean {
  return /^[a-z]+:/.test(link)
}

function addressOf(file: string): string {
  return `/${file.replace(/\.(?:md|html)$/, '').replace(/^index$/, '')}`
}

function leads(from: string, link: string): boolean {
  const [path = '', id = ''] = link.split('#')
  const address = path === '' ? from : addressOf(posix.resolve('/', path).slice(1))
  const page = site.find((each) => each.address === address)
  return page !== undefined && (id === '' || page.ids.has(decodeURIComponent(id)))
}
