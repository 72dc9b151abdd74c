/**
 * Runs in a worker of its own: a mocha instance with a mochawesome reporter, fed with a {@link Replay}. A worker has
 * its own modules, process listeners, environment and exit code, so a mocha run of the main thread notices nothing.
 */
import { parentPort, workerData } from 'node:worker_threads'
import Mocha from 'mocha'
import Mochawesome from 'mochawesome'
import addContext from 'mochawesome/addContext.js'
import type { Replay, ReplayTest } from './mochawesome-replay.js'

/** What the main thread gives. */
export interface WorkerInput {
  readonly replay: Replay
  /** Absolute path of the folder that the two files go to. */
  readonly folder: string
}

function testFrom(replayed: ReplayTest): Mocha.Test {
  const { failure } = replayed
  const test =
    replayed.state === 'skip'
      ? new Mocha.Test(replayed.title)
      : new Mocha.Test(replayed.title, () => {
          if (failure === undefined) return
          const error = new Error(failure.message)
          error.name = failure.name
          // The stack would point into this file, which tells the reader nothing.
          error.stack = failure.text
          throw error
        })
  test.timeout(0)
  // Nothing in a conformance run is slow in the sense of mocha.
  test.slow(Number.MAX_SAFE_INTEGER)
  for (const { title, value } of replayed.contexts) addContext({ test }, { title, value })
  // mocha measures how long the replay takes; what counts is how long the case took.
  Object.defineProperty(test, 'duration', {
    get: () => replayed.durationMs,
    set: () => undefined,
    enumerable: true,
  })
  return test
}

/** Options that name places on this machine have no business in the output. */
function withoutPlaces(options: Record<string, unknown>): Record<string, unknown> {
  const { reportDir: _reportDir, ...rest } = options
  return rest
}

function reporterFor({ startedAt, durationMs }: Replay): Mocha.ReporterConstructor {
  return class ReplayReporter extends Mochawesome {
    constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
      // Before mochawesome's own listener, which takes the statistics over.
      runner.on('end', () => {
        const start = new Date(startedAt)
        if (runner.stats === undefined || Number.isNaN(start.getTime())) return
        Object.assign(runner.stats, {
          start,
          end: new Date(start.getTime() + durationMs),
          duration: durationMs,
        })
      })
      super(runner, options)
      const write = this.done
      this.done = (failures, finish) => {
        if (this.output !== undefined)
          this.output.meta.marge.options = withoutPlaces(this.output.meta.marge.options)
        write(failures, finish)
      }
    }
  }
}

function replay({ replay: run, folder }: WorkerInput): void {
  const mocha = new Mocha({
    reporter: reporterFor(run),
    reporterOptions: {
      reportDir: folder,
      reportFilename: 'mochawesome',
      reportTitle: run.title,
      reportPageTitle: run.title,
      inlineAssets: true,
      quiet: true,
      consoleReporter: 'none',
      code: false,
      html: true,
      json: true,
      overwrite: true,
      timestamp: false,
      showSkipped: true,
      showHooks: 'never',
      autoOpen: false,
    },
  })
  mocha.cleanReferencesAfterRun(false)
  for (const { title, tests } of run.suites) {
    const suite = Mocha.Suite.create(mocha.suite, title)
    for (const test of tests) suite.addTest(testFrom(test))
  }
  mocha.run(() => parentPort?.postMessage('done'))
}

replay(workerData as WorkerInput)
