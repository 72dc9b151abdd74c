import { spawn } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'

/** How long the command itself, and the SUT after it, may take, in milliseconds. */
const commandMs = 60_000
const comingUpMs = 30_000
/** Pause between two looks whether the SUT is there again, in milliseconds. */
const lookAgainMs = 250

/** Runs the operator's restart command; resolves with whether it ended well in time. */
function command(line: string, stop: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(line, { shell: true, stdio: 'ignore', timeout: commandMs, signal: stop })
    child.once('error', () => {
      resolve(false)
    })
    child.once('exit', (code) => {
      resolve(code === 0)
    })
  })
}

/**
 * Restarts a dead SUT and waits until it takes connections again; resolves with whether it does. `stop` ends the command
 * and the waiting.
 */
export async function restart(
  line: string,
  alive: () => Promise<boolean>,
  stop: AbortSignal,
): Promise<boolean> {
  const wanted = (): boolean => !stop.aborted
  if (!wanted() || !(await command(line, stop))) return false
  const end = performance.now() + comingUpMs
  while (wanted() && performance.now() < end) {
    if (await alive()) return true
    await pause(lookAgainMs, undefined, { signal: stop }).catch(() => undefined)
  }
  return false
}
