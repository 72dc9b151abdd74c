import type { Runner, Suite, Test } from 'mocha'
import { connectResults, variantIdOf } from './mocha-bridge.js'
import type { Run } from './run.js'

/** `Runner.isParallelMode` is part of mocha's API and missing from its types. */
function isParallel(runner: object): boolean {
  const ask: unknown = Reflect.get(runner, 'isParallelMode')
  return typeof ask === 'function' && Reflect.apply(ask, runner, []) === true
}

/**
 * Modes of mocha under which results would not be what they seem, as options a user knows. `runner` is what mocha calls
 * its global fixtures with; when it watches files, that is no runner.
 */
export function refusedModes(runner: Runner | object): readonly string[] {
  if (!('suite' in runner)) return ['--watch']
  const refused: string[] = []
  const options: unknown = Reflect.get(runner, '_opts')
  const dryRun =
    typeof options === 'object' && options !== null && 'dryRun' in options && options.dryRun === true
  if (isParallel(runner)) refused.push('--parallel')
  if (dryRun) refused.push('--dry-run')
  if (runner.suite.retries() > 0) refused.push('--retries')
  if (runner.suite.bail()) refused.push('--bail')
  return refused
}

function eachTest(suite: Suite, visit: (test: Test, parent: Suite) => void): void {
  for (const test of suite.tests) visit(test, suite)
  for (const inner of suite.suites) eachTest(inner, visit)
}

/** Takes our tests that are not wanted out of mocha's tree, and suites that this empties. */
export function prune(suite: Suite, wanted: ReadonlySet<string>): void {
  suite.tests = suite.tests.filter((test) => {
    const id = variantIdOf(test)
    return id === undefined || wanted.has(id)
  })
  for (const inner of suite.suites) prune(inner, wanted)
  suite.suites = suite.suites.filter((inner) => inner.tests.length > 0 || inner.suites.length > 0)
}

/** The ids that mocha is going to run: what is left in the tree and matches `--grep`. */
export function chosenIn(runner: Runner): readonly string[] {
  const pattern: unknown = Reflect.get(runner, '_grep')
  const inverted = Reflect.get(runner, '_invert') === true
  const ids: string[] = []
  eachTest(runner.suite, (test) => {
    const id = variantIdOf(test)
    const matches = pattern instanceof RegExp ? pattern.test(test.fullTitle()) !== inverted : true
    if (id !== undefined && matches && !test.isPending()) ids.push(id)
  })
  return ids
}

/**
 * Connects mocha's runner with a run: the selection is taken when the runner starts, after `.only` and `--grep` have
 * been applied; each test then waits for its case and shows the case's own duration.
 */
export function attach(
  runner: Runner,
  run: Pick<Run, 'result'>,
  begin: (selected: readonly string[]) => void,
): void {
  connectResults((id) => run.result(id))
  const durations = new Map<string, number>()
  runner.once('start', () => {
    const selected = chosenIn(runner)
    for (const id of selected) {
      void run.result(id).then((result) => durations.set(id, result.durationMs))
    }
    begin(selected)
  })
  const showDuration = (test: Test): void => {
    const duration = durations.get(variantIdOf(test) ?? '')
    if (duration !== undefined) test.duration = Math.round(duration)
  }
  runner.prependListener('pass', showDuration)
  runner.prependListener('fail', showDuration)
}
