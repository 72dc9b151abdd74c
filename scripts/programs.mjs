// The programs that the runs of `npm run interop:...` need: those in Python put into a virtual environment, all of them
// started, waited for and stopped.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { dirname, join } from 'node:path'

/** Such programs need seconds to start; a machine that is busy may need more. Milliseconds. */
const startMs = 90_000
const stopMs = 10_000
const installMs = 300_000

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

/** An interpreter of Python 3.11 or later with venv; undefined where there is none. */
function python() {
  const check = 'import sys, venv, ensurepip; sys.exit(0 if sys.version_info >= (3, 11) else 1)'
  return ['python3', 'python3.13', 'python3.12', 'python3.11'].find(
    (name) => spawnSync(name, ['-c', check], { stdio: 'ignore' }).status === 0,
  )
}

/**
 * Makes a virtual environment with these packages, each with its version; does nothing where it is there already. Returns
 * why it could not be made, or an empty string.
 */
export function installed(environment, packages) {
  const stamp = join(environment, 'installed')
  const wanted = packages.join('\n')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return ''
  const interpreter = python()
  if (interpreter === undefined) return 'no Python 3.11 or later with venv was found'
  rmSync(environment, { recursive: true, force: true })
  mkdirSync(dirname(environment), { recursive: true })
  const made = spawnSync(interpreter, ['-m', 'venv', environment], { stdio: 'inherit' })
  if (made.status !== 0) return 'the virtual environment could not be made'
  const pip = spawnSync(
    join(environment, 'bin', 'pip'),
    ['install', '--quiet', '--disable-pip-version-check', ...packages],
    { stdio: 'inherit', timeout: installMs },
  )
  if (pip.status !== 0) return `${packages.join(', ')} could not be installed`
  writeFileSync(stamp, wanted)
  return ''
}

/** A port of the loopback that nobody listens on just now. */
export function freePort() {
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

/** Starts a program and waits until its port takes connections: a failed start may end with exit code 0. */
export async function started(executable, words, { folder, port, name }) {
  const child = spawn(executable, words, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output = (output + chunk).slice(-4000)
    })
  }
  const until = Date.now() + startMs
  while (!(await reachable(port))) {
    if (child.exitCode !== null || Date.now() > until) {
      child.kill('SIGKILL')
      throw new Error(`${name} did not open its WebSocket port:\n${output}`)
    }
    await pause(200)
  }
  return child
}

/** Ends a program. */
export async function stopped(child) {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), stopMs)
  await ended
  clearTimeout(timer)
}

/** Runs `ts0020` with these words; resolves with its exit code. */
export function ts0020(root, words, timeout) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join('bin', 'ts0020.js'), ...words], {
      cwd: root,
      stdio: 'inherit',
      timeout,
    })
    child.once('exit', (code) => resolve(code ?? 1))
  })
}
