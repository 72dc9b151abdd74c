/** A mistake on the command line of a proof: told in one line, nothing was proven. */
export class Misuse extends Error {
  override readonly name = 'Misuse'
}

/** A whole number of at least `least`. Throws a {@link Misuse} for anything else. */
export function wholeNumber(option: string, text: string, least = 1): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN
  if (value >= least) return value
  throw new Misuse(`--${option} must be a whole number of at least ${least}, not "${text}"`)
}

/** Throws a {@link Misuse} that names what of `chosen` is not `known`: a proof of nothing must not look like a proof. */
export function refuseUnknown(what: string, chosen: readonly string[], known: readonly string[]): void {
  const unknown = chosen.filter((id) => !known.includes(id))
  if (unknown.length > 0) throw new Misuse(`there is no ${what} ${unknown.join(', ')}`)
}

/** Whether node:util's parseArgs refuses the command line. */
function isRefusal(problem: unknown): problem is Error {
  const code = problem instanceof Error && 'code' in problem ? problem.code : undefined
  return typeof code === 'string' && code.startsWith('ERR_PARSE_ARGS')
}

/** Sets the exit code of the process to what `main` resolves with, and to 2 for a {@link Misuse}. */
export async function endWith(main: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await main()
  } catch (problem) {
    if (!(problem instanceof Misuse) && !isRefusal(problem)) throw problem
    process.stderr.write(`${problem.message}\n`)
    process.exitCode = 2
  }
}
