import { expect } from 'chai'
import { Patience } from '../../lib/sut/patience.js'

const full = 3000
const short = 250

/** The deadlines of so many attempts in a row that nothing answers. */
function unanswered(patience: Patience, attempts: number): readonly number[] {
  return Array.from({ length: attempts }, () => {
    const deadline = patience.deadline(full, short)
    patience.report(false)
    return deadline
  })
}

describe('patience with a SUT that does not answer', () => {
  it('gives the first attempts the full deadline and most later ones the short one', () => {
    expect(unanswered(new Patience(), 8)).to.deep.equal([full, full, full, short, short, short, short, short])
  })

  it('looks again now and then, ever less often: the SUT may have needed time to start', () => {
    const deadlines = unanswered(new Patience(), 100)
    const again = deadlines.flatMap((deadline, attempt) =>
      deadline === full && attempt > 2 ? [attempt] : [],
    )
    expect(again).to.deep.equal([8, 16, 32, 64])
  })

  it('has the full deadline for good once something was answered', () => {
    const patience = new Patience()
    unanswered(patience, 5)
    patience.report(true)
    expect(unanswered(patience, 40)).to.deep.equal(Array.from({ length: 40 }, () => full))
  })

  it('takes a SUT that has answered for deaf only after many attempts, where it may become so', () => {
    const patience = new Patience('possible')
    patience.report(true)
    const deadlines = unanswered(patience, 40)
    expect(deadlines.indexOf(short)).to.be.greaterThan(20)
    expect(deadlines.slice(24).filter((deadline) => deadline === full)).to.have.length(2)
  })

  it('is short from the start with a SUT that was found deaf before', () => {
    const patience = new Patience()
    patience.exhaust()
    expect(patience.deadline(full, short)).to.equal(short)
  })
})
