// Runs the suite against the ACME CSE, which others wrote, and holds the verdicts against the committed expectations.
// Twice: with the header field X-M2M-Origin that ACME wants in handshakes, and without it, as TS-0020 has it.
//
//   npm run interop:acme                 exit code 0 when everything is as expected
//   npm run interop:acme -- --update     writes the expectations anew; entries without a reason then fail the next run
//
// Needs Python 3.11 or later and its package index; where they cannot be had, it says so and ends with 0.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

// The same look at the resources that the tests take at the embedded CSE; from dist, as the command itself.
const { treeAt } = await import('../dist/lib/case/index.js')
const { treeDifferences } = await import('../dist/lib/sut/index.js')
const { defaultConfiguration } = await import('../dist/lib/sut/configuration/index.js')

const acme = 'acmecse==2026.5.3'
const root = fileURLToPath(new URL('..', import.meta.url))
const work = join(root, '.interop')
const environment = join(work, 'venv')
const update = process.argv.includes('--update')

/** ACME needs seconds to start; a machine that is busy may need more. Milliseconds. */
const startMs = 90_000
const stopMs = 10_000
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

function skip(reason) {
  console.log(`interop:acme skipped: ${reason}`)
  process.exit(0)
}

function python() {
  const check = 'import sys, venv, ensurepip; sys.exit(0 if sys.version_info >= (3, 11) else 1)'
  return ['python3', 'python3.13', 'python3.12', 'python3.11'].find(
    (name) => spawnSync(name, ['-c', check], { stdio: 'ignore' }).status === 0,
  )
}

function install() {
  const executable = join(environment, 'bin', 'acmecse')
  const stamp = join(environment, 'installed')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === acme) return executable
  const interpreter = python()
  if (interpreter === undefined) skip('no Python 3.11 or later with venv was found')
  rmSync(environment, { recursive: true, force: true })
  mkdirSync(work, { recursive: true })
  const made = spawnSync(interpreter, ['-m', 'venv', environment], { stdio: 'inherit' })
  if (made.status !== 0) skip('the virtual environment could not be made')
  const pip = spawnSync(
    join(environment, 'bin', 'pip'),
    ['install', '--quiet', '--disable-pip-version-check', acme],
    {
      stdio: 'inherit',
      timeout: 300_000,
    },
  )
  if (pip.status !== 0) skip(`${acme} could not be installed`)
  writeFileSync(stamp, acme)
  return executable
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}

function reachable(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

/** Starts ACME; a failed start of it ends with exit code 0, so only the port tells. */
async function start(executable, name) {
  const folder = join(work, `acme-${name}`)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const ports = { httpPort: await freePort(), webSocketPort: await freePort() }
  const template = readFileSync(join(root, 'interop', 'acme', 'acme.ini.template'), 'utf8')
  const filled = template.replace(/\{\{(\w+)\}\}/g, (_, key) => String({ ...ports, folder }[key]))
  writeFileSync(join(folder, 'acme.ini'), filled)
  const child = spawn(executable, ['--headless', '--config', 'acme.ini'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output = (output + chunk).slice(-4000)
    })
  }
  const until = Date.now() + startMs
  while (!(await reachable(ports.webSocketPort))) {
    if (child.exitCode !== null || Date.now() > until) {
      child.kill('SIGKILL')
      throw new Error(`ACME did not open its WebSocket port:\n${output}`)
    }
    await pause(200)
  }
  return { child, port: ports.webSocketPort }
}

async function stop(child) {
  if (child.exitCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), stopMs)
  await ended
  clearTimeout(timer)
}

function test(port, { name, header }, only) {
  const expectation = join('interop', 'acme', `${name}.expect.json`)
  const options = ['run', `ws://127.0.0.1:${port}/`, '--cse-id', '/id-in', '--cse-name', 'cse-in']
  // One case at a time: the busier ACME is, the more often it loses messages that follow each other closely.
  options.push('--originator', 'CAdmin', '--edition', 'R3', '--seed', '1', '--concurrency', '1', ...header)
  options.push('--out', join('.interop', `report-${name}`), '--expect', expectation)
  if (update) options.push('--update-expect')
  for (const id of only) options.push('--case', id)
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join('bin', 'ts0020.js'), ...options], {
      cwd: root,
      stdio: 'inherit',
      timeout: runMs,
    })
    child.once('exit', (code) => resolve(code ?? 1))
  })
}

/**
 * The cases whose verdict was not the expected one, to be run again: a race in ACME can hit any case now and then, and
 * what is wrong on our side is wrong every time. Watch cases have seen all exchanges, so with one of them all run again.
 */
function differing({ name }) {
  const folder = join(root, '.interop', `report-${name}`, 'results.json')
  if (!existsSync(folder)) return []
  const { cases } = JSON.parse(readFileSync(folder, 'utf8'))
  const expected = JSON.parse(
    readFileSync(join(root, 'interop', 'acme', `${name}.expect.json`), 'utf8'),
  ).cases
  const ids = cases
    .filter(({ id, verdict }) => {
      const { verdict: usual, or = [] } = expected[id] ?? { verdict: 'pass' }
      return ![usual, ...or].includes(verdict)
    })
    .map(({ id }) => id)
  return ids.some((id) => id.startsWith('CSE/WCH/')) ? [] : ids
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
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
}

/** Without the header field nobody can remove what was registered; with it a run leaves ACME as it was. */
async function leftAsFound(before, port, { name, header }) {
  if (header.length === 0) return true
  const lines = treeDifferences(before, await resources(port))
  for (const line of lines) console.log(`interop:acme: ${name} has not left ACME as it was: ${line}`)
  return lines.length === 0
}

const executable = install()
let failed = false
for (const run of runs) {
  let code
  let only = []
  for (let attempt = 1; code !== run.ends; attempt += 1) {
    const most = only.length > 0 ? attempts.few : attempts.whole
    if (attempt > (update ? 1 : most)) break
    const what = only.length > 0 ? ` of ${only.join(', ')}` : ''
    console.log(`\n== ACME, ${run.name}${attempt === 1 ? '' : `, attempt ${attempt} of ${most}${what}`}`)
    const { child, port } = await start(executable, run.name)
    try {
      const before = await resources(port)
      code = await test(port, run, only)
      only = code === run.ends ? [] : differing(run)
      if (code === run.ends && !(await leftAsFound(before, port, run))) code = 'resources left over'
    } catch (problem) {
      code = problem.message
    } finally {
      await stop(child)
    }
    if (code !== run.ends) console.log(`interop:acme: ${run.name} ended with ${code}, expected ${run.ends}`)
  }
  failed ||= code !== run.ends
}
process.exitCode = failed ? 1 : 0
