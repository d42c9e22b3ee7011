#!/usr/bin/env node
import { existsSync } from 'node:fs'

const main = new URL('../dist/main.js', import.meta.url)
const [major, minor] = process.versions.node.split('.').map(Number)

if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`lithify needs Node 20.19 or later; this is ${process.version}\n`)
  process.exitCode = 1
} else if (existsSync(main)) {
  await import(main.href)
} else {
  process.stderr.write('lithify is not built here: run "npm run build" first\n')
  process.exitCode = 1
}
