import { expect } from 'chai'
import type { CaseContext, Variant } from '../../lib/case/index.js'
import { exitCodeOf } from '../../lib/cli/exit-code.js'
import { lastWords, MortalCse } from './mortal-cse.js'
import { performAgainst, variant, type Performed, type TestRunOptions } from './support.js'

const row = '6.2.1-5'

/** A case that is about nothing but a handshake, answered like any other. */
async function harmless({ sut, expect: judge }: CaseContext): Promise<void> {
  const done = await sut.upgrade(sut.handshake())
  judge(done.outcome.kind, row, {
    sent: done.sent,
    came: done.outcome.kind,
    evidence: done.evidence,
  }).to.equal('answer')
  // Long enough for whoever is beside it to do harm.
  await done.connection?.wire.roundTrip(300)
  const trip = await done.connection?.wire.roundTrip(300)
  judge(trip?.kind, row, { sent: 'a ping', came: String(trip?.kind), evidence: done.evidence }).to.equal(
    'pong',
  )
}

/** A case that brings a mortal CSE down, and sees no more of it than that the connection ends. */
async function deadly(context: CaseContext): Promise<void> {
  const connection = await context.sut.open()
  context.note(row, 'about to say the last words')
  await connection.wire.ping(Buffer.from(lastWords))
  const trip = await connection.wire.roundTrip(300)
  if (trip.kind !== 'pong') context.inconclusive(`the connection ended: ${trip.kind}`)
  context
    .expect(trip.kind, row, { sent: 'a ping', came: trip.kind, evidence: context.sut.evidence })
    .to.equal('pong')
}

const plain = (id: string, run = harmless): Variant => variant(id, { run, covers: [row] })
const hazard = (id: string, run = harmless): Variant => variant(id, { run, covers: [row], hazard: true })
const many = (from: number, count: number): readonly Variant[] =>
  Array.from({ length: count }, (_, index) => plain(`CSE/HSK/${from + index}`))

describe('a SUT that goes down', () => {
  let cse: MortalCse

  beforeEach(async () => {
    cse = await MortalCse.start()
  })

  afterEach(async () => {
    await cse.stop()
  })

  const perform = async (variants: readonly Variant[], options: TestRunOptions = {}): Promise<Performed> => {
    const done = await performAgainst(cse.url, variants, options)
    expect(done.record.unfinished).to.deep.equal([])
    expect(done.record.cases.map(({ id }) => id)).to.have.members(variants.map(({ id }) => id))
    return done
  }
  const restart = (): Promise<void> => cse.revive()
  const verdicts = ({ results }: Performed): Readonly<Record<string, string>> =>
    Object.fromEntries(results.map(({ id, verdict }) => [id, verdict]))
  const exitCode = (done: Performed): number =>
    exitCodeOf({
      results: done.results,
      interrupted: done.interrupted,
      stopped: done.stopped !== '' || done.outages.length > 0,
      leftovers: 0,
      lost: 0,
      differences: undefined,
    })

  describe('in a hazard case', () => {
    const hazards = [hazard('CSE/HSK/901'), hazard('CSE/HSK/902', deadly), hazard('CSE/HSK/903')]

    it('is the finding of that case, and the run stops there', async () => {
      const done = await perform([plain('CSE/HSK/900'), ...hazards])
      expect(verdicts(done)).to.deep.equal({
        'CSE/HSK/900': 'pass',
        'CSE/HSK/901': 'pass',
        'CSE/HSK/902': 'fail',
        'CSE/HSK/903': 'inconclusive',
      })
      const [killer, after] = ['CSE/HSK/902', 'CSE/HSK/903'].map((id) =>
        done.record.cases.find((result) => result.id === id),
      )
      expect(killer?.findings.map(({ requirement }) => requirement)).to.deep.equal([row])
      expect(killer?.findings[0]?.message).to.contain('The SUT goes on serving.')
      expect(killer?.findings[0]?.evidence).to.equal('evidence/probe-CSE-HSK-902.jsonl')
      expect(after?.reason).to.equal('the SUT takes no connections since CSE/HSK/902')
      expect(done.stopped).to.equal(after?.reason)
      expect(exitCode(done)).to.equal(1)
    })

    it('is restarted where the operator says how, and the run goes on', async () => {
      const done = await perform(hazards, { restart })
      expect(verdicts(done)).to.deep.equal({
        'CSE/HSK/901': 'pass',
        'CSE/HSK/902': 'fail',
        'CSE/HSK/903': 'pass',
      })
      expect(done.stopped).to.equal('')
      expect(exitCode(done)).to.equal(1)
    })

    it('counts as down when it takes connections and never answers', async () => {
      cse.manner = 'stuck'
      const done = await perform(hazards, { restart })
      expect(verdicts(done)).to.include({ 'CSE/HSK/902': 'fail', 'CSE/HSK/903': 'pass' })
    })
  })

  describe('in the middle of cases that run side by side', () => {
    it('is the finding of the only one under way', async () => {
      const done = await perform([plain('CSE/HSK/900', deadly), ...many(901, 4)], { concurrency: 1 })
      expect(verdicts(done)['CSE/HSK/900']).to.equal('fail')
      expect(done.stopped).to.equal('the SUT takes no connections since these were under way: CSE/HSK/900')
      expect(exitCode(done)).to.equal(1)
    })

    it('accuses nobody when several were under way, and names them', async () => {
      const variants = [...many(901, 5), plain('CSE/HSK/900', deadly), ...many(906, 20)]
      const done = await perform(variants, { concurrency: 4 })
      const failed = done.results.filter(({ verdict }) => verdict === 'fail')
      expect(failed).to.deep.equal([])
      expect(done.stopped).to.contain('CSE/HSK/900')
      const caught = done.results.find(({ id }) => id === 'CSE/HSK/900')
      expect(caught?.verdict).to.equal('inconclusive')
      expect(caught?.reason).to.contain('--concurrency 1')
      expect(done.results.filter(({ verdict }) => verdict === 'pass')).to.not.be.empty
      expect(exitCode(done)).to.equal(3)
    })

    it('finds out whose doing it was when it can be restarted', async () => {
      const variants = [...many(901, 5), plain('CSE/HSK/900', deadly), ...many(906, 20)]
      const done = await perform(variants, { concurrency: 4, restart })
      const { 'CSE/HSK/900': killer, ...others } = verdicts(done)
      expect(killer).to.equal('fail')
      expect(new Set(Object.values(others))).to.deep.equal(new Set(['pass']))
      expect([done.stopped, done.outages]).to.deep.equal(['', []])
      expect(exitCode(done)).to.equal(1)
    })

    it('finds out too when it takes connections and never answers', async () => {
      cse.manner = 'stuck'
      const variants = [...many(901, 5), plain('CSE/HSK/900', deadly), ...many(906, 10)]
      const done = await perform(variants, { concurrency: 4, restart })
      const { 'CSE/HSK/900': killer, ...others } = verdicts(done)
      expect(killer).to.equal('fail')
      expect(new Set(Object.values(others))).to.deep.equal(new Set(['pass']))
    })

    it('is no clean run when nobody can be shown to have done it', async () => {
      cse.mortality = 1
      const variants = [...many(901, 5), plain('CSE/HSK/900', deadly), ...many(906, 20)]
      const done = await perform(variants, { concurrency: 4, restart })
      expect(new Set(Object.values(verdicts(done)))).to.deep.equal(new Set(['pass']))
      expect(done.outages).to.have.length(1)
      expect(done.outages[0]).to.contain('CSE/HSK/900')
      expect(exitCode(done)).to.equal(3)
    })

    it('does not count as down when it is merely full', async () => {
      cse.capacity = 2
      const done = await perform(many(901, 12), { concurrency: 6 })
      expect(done.stopped).to.equal('')
      expect(done.results.filter(({ verdict }) => verdict === 'pass')).to.not.be.empty
      expect(done.results.filter(({ reason }) => reason.includes('takes no connections'))).to.deep.equal([])
    })
  })
})
