import { expect } from 'chai'
import { Floods } from '../../lib/sut/floods.js'
import { Pulse } from '../../lib/sut/index.js'

describe('the pulse of a SUT', () => {
  it('is in doubt after several misses in a row, and well after one answer', () => {
    const pulse = new Pulse()
    pulse.answered(10)
    for (const since of [20, 30]) pulse.missed(since)
    expect(pulse.doubtful).to.equal(false)
    pulse.missed(40)
    expect(pulse.doubtful).to.equal(true)
    pulse.answered(50)
    expect([pulse.doubtful, pulse.answeredAt]).to.deep.equal([false, 50])
  })

  it('is not doubted for an attempt that began before somebody else was answered', () => {
    const pulse = new Pulse()
    pulse.answered(100)
    for (const since of [10, 20, 30, 40]) pulse.missed(since)
    expect(pulse.doubtful).to.equal(false)
  })
})

describe('floods', () => {
  it('are given less room once they are a habit', () => {
    const floods = new Floods()
    const before = [floods.frames, floods.messages]
    floods.seen()
    floods.seen()
    expect([floods.frames, floods.messages]).to.deep.equal(before)
    floods.seen()
    expect(floods.frames).to.be.below(before[0] ?? 0)
    expect(floods.messages).to.be.below(before[1] ?? 0)
  })
})
