import { expect } from 'chai'
import { Mailbox } from '../../lib/sut/index.js'
import { Patience } from '../../lib/sut/patience.js'

describe('Mailbox', () => {
  it('gives the first item that matches and leaves the others', async () => {
    const box = new Mailbox<number>()
    for (const item of [1, 2, 3, 4]) box.put(item)
    expect(await box.take((item) => item % 2 === 0, 10)).to.deep.equal({ kind: 'received', item: 2 })
    expect(box.waiting).to.deep.equal([1, 3, 4])
  })

  it('wakes the wait that wants an item', async () => {
    const box = new Mailbox<string>()
    const wanted = box.take((item) => item === 'b', 1000)
    box.put('a')
    box.put('b')
    expect(await wanted).to.deep.equal({ kind: 'received', item: 'b' })
    expect(box.waiting).to.deep.equal(['a'])
  })

  it('ends waits at their deadline, and all of them when nothing more can come', async () => {
    const box = new Mailbox<string>()
    expect(await box.take(() => true, 5)).to.include({ kind: 'timeout' })
    const waiting = box.take(() => true, 1000)
    box.end('closed')
    expect(await waiting).to.deep.equal({ kind: 'ended', reason: 'closed' })
    expect(await box.take(() => true, 1000)).to.deep.equal({ kind: 'ended', reason: 'closed' })
  })

  it('still gives what had arrived before the end', async () => {
    const box = new Mailbox<string>()
    box.put('a')
    box.end('closed')
    expect(await box.take(() => true, 0)).to.deep.equal({ kind: 'received', item: 'a' })
  })
})

describe('Patience', () => {
  it('shortens deadlines only after several full ones without any answer ever', () => {
    const patience = new Patience()
    patience.report(false)
    patience.report(false)
    expect(patience.deadline(3000, 250)).to.equal(3000)
    patience.report(false)
    expect(patience.deadline(3000, 250)).to.equal(250)
  })

  it('never hurries a SUT that has answered once, unless it is told that it may become deaf', () => {
    const patience = new Patience()
    patience.report(true)
    for (let times = 0; times < 100; times += 1) patience.report(false)
    expect(patience.deadline(3000, 250)).to.equal(3000)
  })

  it('takes a SUT for deaf again after many in a row, looks now and then, and lets one answer restore it', () => {
    const patience = new Patience('possible')
    const deadlines = (count: number): readonly number[] =>
      Array.from({ length: count }, () => {
        const deadline = patience.deadline(3000, 250)
        patience.report(false)
        return deadline
      })
    patience.report(true)
    expect(new Set(deadlines(24))).to.deep.equal(new Set([3000]))
    expect(deadlines(16).filter((deadline) => deadline === 3000)).to.have.length(2)
    patience.report(true)
    expect(new Set(deadlines(24))).to.deep.equal(new Set([3000]))
  })
})
