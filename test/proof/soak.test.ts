import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { allVariants, Conformance, loadSuites } from '../../lib/case/index.js'
import { startCse } from '../../lib/cse/index.js'
import { describeDifference, differencesBetween, type SoakRun } from '../../lib/proof/soak.js'
import { createRunFolder, RecordWriter } from '../../lib/record/index.js'
import { defaultConfiguration } from '../../lib/sut/configuration/index.js'

function run(name: string, verdicts: Readonly<Record<string, string>>): SoakRun {
  return { name, verdicts: new Map(Object.entries(verdicts)) }
}

/** Every so-manieth case is taken, and none that is made to wait or has to run alone. */
const step = 12

/** Runs a sample of the cases against an embedded CSE of its own. */
async function sampled(seed: number, concurrency: number): Promise<SoakRun> {
  const cases = allVariants()
    .filter(
      ({ definition }) =>
        definition.kind === 'case' && definition.hazard !== true && definition.waits !== true,
    )
    .filter((_, index) => index % step === 0)
  const place = mkdtempSync(join(tmpdir(), 'ts0020-soak-test-'))
  const cse = await startCse({ edition: 'R2A' })
  try {
    const made = createRunFolder({ cwd: place, now: new Date(), out: join(place, 'run') })
    if (made.kind === 'unusable') throw new Error(made.message)
    const usual = defaultConfiguration()
    const conformance = new Conformance({
      configuration: {
        ...usual,
        sut: { ...usual.sut, url: cse.url, edition: 'R2A' },
        run: { ...usual.run, seed, concurrency },
      },
      url: cse.url,
      embedded: true,
      record: new RecordWriter({ folder: made.folder, evidencePerCase: 65_536 }),
    })
    await conformance.prepare(cases)
    const { results } = await conformance.perform(cases)
    return {
      name: `seed ${seed}, concurrency ${concurrency}`,
      verdicts: new Map(results.map(({ id, verdict }) => [id, verdict])),
    }
  } finally {
    await cse.terminate()
    rmSync(place, { recursive: true, force: true })
  }
}

describe('the soak', () => {
  it('finds nothing where all runs agree', () => {
    const runs = [run('one', { a: 'pass', b: 'warn' }), run('two', { b: 'warn', a: 'pass' })]
    expect(differencesBetween(runs)).to.deep.equal([])
  })

  it('finds a verdict that differs, and says where', () => {
    const runs = [run('one', { a: 'pass' }), run('two', { a: 'fail' }), run('three', { a: 'pass' })]
    expect(differencesBetween(runs).map(describeDifference)).to.deep.equal([
      'a: pass in one and in three, fail in two',
    ])
  })

  it('takes a case that one of the runs has not for a difference', () => {
    const runs = [run('one', { a: 'pass', b: 'pass' }), run('two', { a: 'pass' })]
    expect(differencesBetween(runs).map(describeDifference)).to.deep.equal(['b: pass in one, not run in two'])
  })

  it('counts the runs where there are many', () => {
    const runs = ['one', 'two', 'three', 'four', 'five'].map((name) =>
      run(name, { a: name === 'five' ? 'error' : 'pass' }),
    )
    expect(differencesBetween(runs).map(describeDifference)).to.deep.equal([
      'a: pass in 4 runs, error in five',
    ])
  })

  it('finds the same verdicts in a sample of the cases, whatever the seed and the number at a time', async () => {
    await loadSuites()
    const runs = [
      await sampled(1, 1),
      await sampled(1, 8),
      await sampled(1, 64),
      await sampled(2, 8),
      await sampled(3, 8),
    ]
    expect(differencesBetween(runs).map(describeDifference)).to.deep.equal([])
    expect([...new Set(runs.flatMap(({ verdicts }) => [...verdicts.values()]))]).to.deep.equal(['pass'])
  })
})
