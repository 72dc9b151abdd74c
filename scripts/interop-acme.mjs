// Runs the suite against the ACME CSE, which others wrote, and holds the verdicts against the committed expectations.
// Twice: with the header field X-M2M-Origin that ACME wants in handshakes, and without it, as TS-0020 has it.
//
//   npm run interop:acme                 exit code 0 when everything is as expected
//   npm run interop:acme -- --update     writes the expectations anew; entries without a reason then fail the next run
//
// Needs Python 3.11 or later and its package index; where they cannot be had, it says so and ends with 0.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { differing } from './differing.mjs'
import { freePort, installed, pause, started, stopped, ts0020 } from './programs.mjs'

// The same look at the resources that the tests take at the embedded CSE; from dist, as the command itself.
const { treeAt } = await import('../dist/lib/case/index.js')
const { treeDifferences } = await import('../dist/lib/sut/index.js')
const { defaultConfiguration } = await import('../dist/lib/sut/configuration/index.js')

const acme = 'acmecse==2026.5.3'
const root = fileURLToPath(new URL('..', import.meta.url))
const work = join(root, '.interop')
const environment = join(work, 'venv')
const update = process.argv.includes('--update')

/** Milliseconds. */
const settleMs = 20_000
const runMs = 300_000

/** How often a whole run that differs from its expectations is made, and how often the few cases that differed. */
const attempts = { whole: 3, few: 6 }

const runs = [
  { name: 'with-origin', header: ['--header', 'X-M2M-Origin: {originator}'], ends: 0 },
  // Without the header field ACME takes nothing but registrations, so nobody can remove what was registered: the run ends
  // with 3, for what it had to leave behind.
  { name: 'without-origin', header: [], ends: 3 },
]

/** Starts ACME in a folder of its own. */
async function start(name) {
  const folder = join(work, `acme-${name}`)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const ports = { httpPort: await freePort(), webSocketPort: await freePort() }
  const template = readFileSync(join(root, 'interop', 'acme', 'acme.ini.template'), 'utf8')
  const filled = template.replace(/\{\{(\w+)\}\}/g, (_, key) => String({ ...ports, folder }[key]))
  writeFileSync(join(folder, 'acme.ini'), filled)
  const port = ports.webSocketPort
  const words = ['--headless', '--config', 'acme.ini']
  const child = await started(join(environment, 'bin', 'acmecse'), words, { folder, port, name: 'ACME' })
  return { child, port }
}

const report = (name) => join('.interop', `report-${name}`)
const expectation = (name) => join('interop', 'acme', `${name}.expect.json`)

function test(port, { name, header }, only) {
  const options = ['run', `ws://127.0.0.1:${port}/`, '--cse-id', '/id-in', '--cse-name', 'cse-in']
  // One case at a time: the busier ACME is, the more often it loses messages that follow each other closely.
  options.push('--originator', 'CAdmin', '--edition', 'R3', '--seed', '1', '--concurrency', '1', ...header)
  options.push('--out', report(name), '--expect', expectation(name))
  if (update) options.push('--update-expect')
  for (const id of only) options.push('--case', id)
  return ts0020(root, options, runMs)
}

/** Everything that ACME holds, as its administrator sees it. */
async function resources(port) {
  const usual = defaultConfiguration()
  const sut = {
    edition: 'R3',
    cseId: '/id-in',
    cseName: 'cse-in',
    headers: { 'X-M2M-Origin': '{originator}' },
  }
  const until = Date.now() + settleMs
  for (;;) {
    const outcome = await treeAt({ ...usual, sut: { ...usual.sut, ...sut } }, `ws://127.0.0.1:${port}/`)
    if (outcome.kind !== 'not seen') return outcome.tree
    // The port is open a while before ACME has made its own resources.
    if (Date.now() > until) throw new Error(`ACME does not say what it holds: ${outcome.reason}`)
    await pause(250)
  }
}

/** What ACME holds once it has made its own resources, of which that of its administrator is one: nothing changes any more. */
async function resourcesAtStart(port) {
  const until = Date.now() + settleMs
  for (let before = await resources(port); ;) {
    await pause(500)
    const now = await resources(port)
    if (now.has('cse-in/CAdmin') && treeDifferences(before, now).length === 0) return now
    if (Date.now() > until) throw new Error('ACME does not come to rest after its start')
    before = now
  }
}

/** Without the header field nobody can remove what was registered; with it a run leaves ACME as it was. */
async function leftAsFound(before, port, { name, header }) {
  if (header.length === 0) return true
  const lines = treeDifferences(before, await resources(port))
  for (const line of lines) console.log(`interop:acme: ${name} has not left ACME as it was: ${line}`)
  return lines.length === 0
}

const missing = installed(environment, [acme])
if (missing !== '') {
  console.log(`interop:acme skipped: ${missing}`)
  process.exit(0)
}
let failed = false
for (const run of runs) {
  let code
  let only = []
  for (let attempt = 1; code !== run.ends; attempt += 1) {
    const most = only.length > 0 ? attempts.few : attempts.whole
    if (attempt > (update ? 1 : most)) break
    const what = only.length > 0 ? ` of ${only.join(', ')}` : ''
    console.log(`\n== ACME, ${run.name}${attempt === 1 ? '' : `, attempt ${attempt} of ${most}${what}`}`)
    const { child, port } = await start(run.name)
    try {
      const before = await resourcesAtStart(port)
      code = await test(port, run, only)
      only =
        code === run.ends ? [] : differing(join(root, report(run.name)), join(root, expectation(run.name)))
      if (code === run.ends && !(await leftAsFound(before, port, run))) code = 'resources left over'
    } catch (problem) {
      code = problem.message
    } finally {
      await stopped(child)
    }
    if (code !== run.ends) console.log(`interop:acme: ${run.name} ended with ${code}, expected ${run.ends}`)
  }
  failed ||= code !== run.ends
}
process.exitCode = failed ? 1 : 0
