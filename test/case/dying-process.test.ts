import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { hostileRun, type HostileRun } from './null-systems/hostile-run.js'

const program = fileURLToPath(new URL('./mortal-process.js', import.meta.url))

/** The message of which the SUT dies: discovery is over by then, and most cases are not. */
const deadlyMessage = 60

interface Life {
  readonly port: number
  readonly pid: number
}

describe('a SUT whose process dies of the n-th message', function () {
  this.timeout(60_000)
  let place: string

  beforeEach(() => {
    place = mkdtempSync(join(tmpdir(), 'ts0020-mortal-'))
  })

  afterEach(() => {
    for (const name of ['first', 'second']) {
      const file = join(place, name)
      if (!existsSync(file)) continue
      const { pid } = JSON.parse(readFileSync(file, 'utf8')) as Life
      try {
        process.kill(pid, 'SIGKILL')
      } catch (problem) {
        // It has died of the message already.
        expect(problem).to.have.property('code', 'ESRCH')
      }
    }
    rmSync(place, { recursive: true, force: true })
  })

  /** Runs the cases on registration and frames against such a SUT. */
  async function run(restart?: (port: number) => string): Promise<HostileRun> {
    const file = join(place, 'first')
    const child = spawn(process.execPath, [program, '0', String(deadlyMessage), file], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    await once(child.stdout, 'data')
    const { port } = JSON.parse(readFileSync(file, 'utf8')) as Life
    const url = `ws://127.0.0.1:${port}/`
    return hostileRun(url, {
      sut: { edition: 'R2A', ...(restart === undefined ? {} : { restart: restart(port) }) },
      timeouts: { silence: 60 },
      run: { seed: 1, concurrency: 4, clauses: ['6.4', 'RFC6455/5.5.2'] },
    })
  }

  it('ends the run there, with a whole record', async () => {
    const { record, exitCode, missing, results } = await run()
    expect(record.footer?.stopped).to.match(/^the SUT takes no connections since these were under way: CSE/)
    expect(record.cases).to.have.length(record.header.selected)
    expect(record.unfinished).to.deep.equal([])
    expect(missing).to.deep.equal([])
    expect(results.complete).to.equal(false)
    expect(exitCode).to.be.oneOf([1, 3])
    const { pass, fail, error } = results.summary
    expect([pass > 0, fail, error]).to.deep.equal([true, 0, 0])
  })

  it('is brought back by sut.restart, and the run goes on to its end', async () => {
    const second = join(place, 'second')
    const { record, exitCode, results } = await run(
      (port) => `"${process.execPath}" "${program}" ${port} 0 "${second}" &`,
    )
    expect(existsSync(second)).to.equal(true)
    const { pass, inapplicable, fail, error, inconclusive } = results.summary
    expect([fail, error, inconclusive]).to.deep.equal([0, 0, 0])
    expect(pass + inapplicable).to.equal(record.header.selected)
    expect(record.footer?.stopped).to.equal('')
    // What brought it down does so no more; that it went down is told all the same.
    expect(record.footer?.outages).to.have.length(1)
    expect(results.complete).to.equal(false)
    expect(exitCode).to.equal(3)
  })
})
