import { spawn } from 'node:child_process'

/** How long the command itself, and the SUT after it, may take, in milliseconds. */
const commandMs = 60_000
const comingUpMs = 30_000
/** Pause between two looks whether the SUT is there again, in milliseconds. */
const lookAgainMs = 250

/** Runs the operator's restart command; resolves with whether it ended well in time. */
function command(line: string): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(line, { shell: true, stdio: 'ignore', timeout: commandMs })
    child.once('error', () => {
      resolve(false)
    })
    child.once('exit', (code) => {
      resolve(code === 0)
    })
  })
}

/** Restarts a dead SUT and waits until it takes connections again; resolves with whether it does. */
export async function restart(line: string, alive: () => Promise<boolean>): Promise<boolean> {
  if (!(await command(line))) return false
  const until = performance.now() + comingUpMs
  while (performance.now() < until) {
    if (await alive()) return true
    await new Promise((resolve) => setTimeout(resolve, lookAgainMs))
  }
  return false
}
