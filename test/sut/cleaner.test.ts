import { expect } from 'chai'
import { Cleaner } from '../../lib/sut/cleaner.js'
import type { Reply, ReplyOutcome } from '../../lib/sut/index.js'
import { classify } from '../../lib/primitive/index.js'

const nowhere = { file: '', row: 0 }

function reply(outcome: ReplyOutcome): Reply {
  return {
    kind: 'reply',
    sent: 'DELETE',
    request: { op: 4, to: 'x', rqi: 'r1' },
    outcome,
    evidence: nowhere,
  }
}

const lost: ReplyOutcome = { kind: 'not sent', reason: 'nobody listens' }

function answered(rsc: number): ReplyOutcome {
  const response = classify({ rsc, rqi: 'r1' }, undefined)
  if (response.kind !== 'response') throw new Error('a response was expected')
  return { kind: 'response', response, evidence: nowhere }
}

describe('the clean-up', () => {
  it('removes what it is given, one after the other', async () => {
    const asked: string[] = []
    const cleaner = new Cleaner((resource) => {
      asked.push(resource)
      return Promise.resolve(reply(answered(2002)))
    })
    cleaner.remove('a')
    cleaner.remove('b')
    expect(await cleaner.finish(1000)).to.deep.equal([])
    expect(asked).to.deep.equal(['a', 'b'])
  })

  it('takes what is not there for removed', async () => {
    const cleaner = new Cleaner(() => Promise.resolve(reply(answered(4004))))
    cleaner.remove('a')
    expect(await cleaner.finish(1000)).to.deep.equal([])
  })

  it('asks again at the end where a request got lost, the SUT being restarted perhaps', async () => {
    let back = false
    const cleaner = new Cleaner(() => Promise.resolve(reply(back ? answered(2002) : lost)))
    cleaner.remove('a')
    await new Promise(setImmediate)
    back = true
    expect(await cleaner.finish(1000)).to.deep.equal([])
  })

  it('asks again at the end where the SUT was not able to', async () => {
    const codes = [5000, 2002]
    const cleaner = new Cleaner(() => Promise.resolve(reply(answered(codes.shift() ?? 5000))))
    cleaner.remove('a')
    expect(await cleaner.finish(1000)).to.deep.equal([])
  })

  it('lists what the SUT is not able to remove the second time either', async () => {
    const cleaner = new Cleaner(() => Promise.resolve(reply(answered(5000))))
    cleaner.remove('a')
    expect((await cleaner.finish(1000)).map(({ resource }) => resource)).to.deep.equal(['a'])
  })

  it('lists what is lost twice, and what is refused at once', async () => {
    const asked: string[] = []
    const cleaner = new Cleaner((resource) => {
      asked.push(resource)
      return Promise.resolve(reply(resource === 'refused' ? answered(4103) : lost))
    })
    cleaner.remove('lost')
    cleaner.remove('refused')
    const left = await cleaner.finish(1000)
    expect(left.map(({ resource }) => resource)).to.deep.equal(['refused', 'lost'])
    expect(left[1]?.reason).to.contain('nobody listens')
    expect(asked).to.deep.equal(['lost', 'refused', 'lost'])
  })

  it('lists what it could not even ask for, and goes on', async () => {
    const asked: string[] = []
    const cleaner = new Cleaner((resource) => {
      asked.push(resource)
      return resource === 'a'
        ? Promise.reject(new Error('a mistake of the tester'))
        : Promise.resolve(reply(answered(2002)))
    })
    cleaner.remove('a')
    cleaner.remove('b')
    const left = await cleaner.finish(1000)
    expect(left.map(({ resource }) => resource)).to.deep.equal(['a'])
    expect(left[0]?.reason).to.contain('a mistake of the tester')
    expect(asked).to.deep.equal(['a', 'b', 'a'])
  })

  it('gives up with the reason that it is told', async () => {
    const cleaner = new Cleaner(() => Promise.resolve(reply(lost)))
    cleaner.stop('the SUT is gone')
    cleaner.remove('a')
    expect(await cleaner.finish(1000)).to.deep.equal([{ resource: 'a', reason: 'the SUT is gone' }])
  })
})
