#!/usr/bin/env node
// Everything runs from dist, so that there is one instance of each module.
import { existsSync } from 'node:fs'

const main = new URL('../dist/lib/cli/main.js', import.meta.url)
const terminal = new URL('../dist/lib/cli/terminal.js', import.meta.url)
if (existsSync(main)) {
  const [{ main: run }, { processTerminal }] = await Promise.all([import(main.href), import(terminal.href)])
  process.exitCode = await run(process.argv.slice(2), processTerminal())
} else {
  process.stderr.write('ts0020: the program is not built yet; run "npm ci" or "npm run build" first\n')
  process.exitCode = 2
}
