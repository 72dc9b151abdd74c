// Runs the suite against the embedded CSE behind WebSocket servers that others wrote (interop/stacks), and holds the
// verdicts against the committed expectations. The CSE passes everything, so what does not pass is the doing of the server
// in front, and read from the bytes; a wrong verdict of ours on it would be a defect of ours.
//
//   npm run interop:stacks [-- NAME ...]              exit code 0 when everything is as expected
//   npm run interop:stacks -- --update [NAME ...]     writes the expectations anew; entries without a reason then fail
//
// Needs Python 3.11 or later and its package index; where they cannot be had, it says so and ends with 0.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { differing } from './differing.mjs'
import { freePort, installed, started, stopped, ts0020 } from './programs.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = join(root, 'interop', 'stacks')
const work = join(root, '.interop')
const environment = join(work, 'stacks-venv')

/** Milliseconds. */
const runMs = 300_000

/** How often a run that differs from its expectations is made: after the first one with the cases that differed alone. */
const attempts = 4

const stacks = ['aiohttp', 'tornado', 'wsproto']

const words = process.argv.slice(2)
const update = words.includes('--update')
const asked = words.filter((word) => word !== '--update')
const unknown = asked.filter((name) => !stacks.includes(name))
if (unknown.length > 0) {
  console.error(`interop:stacks: there is no ${unknown.join(', ')}; there are ${stacks.join(', ')}`)
  process.exit(2)
}

const packages = readFileSync(join(folder, 'requirements.txt'), 'utf8').trim().split('\n')
const missing = installed(environment, packages)
if (missing !== '') {
  console.log(`interop:stacks skipped: ${missing}`)
  process.exit(0)
}

const report = (name) => join('.interop', `report-${name}`)
const expectation = (name) => join('interop', 'stacks', `${name}.expect.json`)

/** One run, of all cases or of these, against the CSE behind this server; resolves with the exit code. */
async function run(name, only) {
  const [behind, front] = [await freePort(), await freePort()]
  const serving = [join(root, 'bin', 'ts0020.js'), 'serve', '--edition', 'R3', '--port', String(behind)]
  const cse = await started(process.execPath, serving, { folder, port: behind, name: 'the CSE' })
  try {
    const gateway = [`gateway_${name}.py`, String(front), `ws://127.0.0.1:${behind}/`]
    const server = await started(join(environment, 'bin', 'python'), gateway, { folder, port: front, name })
    try {
      const options = ['run', `ws://127.0.0.1:${front}/`, '--edition', 'R3', '--cse-id', '/id-in']
      options.push('--cse-name', 'cse-in', '--originator', 'CAdmin', '--seed', '1')
      options.push('--out', report(name), '--expect', expectation(name))
      if (update) options.push('--update-expect')
      for (const id of only) options.push('--case', id)
      return await ts0020(root, options, runMs)
    } finally {
      await stopped(server)
    }
  } finally {
    await stopped(cse)
  }
}

let failed = false
for (const name of asked.length > 0 ? asked : stacks) {
  let code = 1
  let only = []
  for (let attempt = 1; attempt <= (update ? 1 : attempts); attempt += 1) {
    console.log(`\n== ${name}${only.length > 0 ? `, attempt ${attempt} with ${only.join(', ')}` : ''}`)
    code = await run(name, only)
    if (code === 0) break
    console.log(`interop:stacks: ${name} ended with ${code}, expected 0`)
    only = differing(join(root, report(name)), join(root, expectation(name)))
  }
  failed ||= code !== 0
}
process.exitCode = failed ? 1 : 0
