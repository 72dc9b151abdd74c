/** A step into a value: the name of a member, or the index of an entry. */
export type Step = string | number

/** One step as RFC 6901 3 writes it, with its leading slash. */
export function pointerStep(step: Step): string {
  return `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`
}

/** JSON Pointer (RFC 6901) of a way into a value; the empty string is the value itself. */
export function pointer(steps: readonly Step[]): string {
  return steps.map(pointerStep).join('')
}

/** The steps of a JSON Pointer; the leading slash may be left out. */
export function pointerSteps(path: string): readonly string[] {
  const relative = path.startsWith('/') ? path.slice(1) : path
  if (path === '') return []
  return relative.split('/').map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** What a path points at, in messages: the last name on the way, since the path itself stands beside the message. */
export function spokenPath(path: string): string {
  const steps = pointerSteps(path)
  const last = steps.at(-1)
  if (last === undefined) return 'the value'
  if (!/^\d+$/.test(last)) return last.length > 60 ? `${last.slice(0, 60)}…` : last
  const list = steps.at(-2)
  return list === undefined ? `entry ${last}` : `entry ${last} of ${list}`
}
