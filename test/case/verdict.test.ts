import { expect } from 'chai'
import { judged } from './support.js'

const nowhere = { file: '', row: 0 }
const grounds = { sent: 'a test', came: 'an answer', evidence: nowhere }

describe('the verdict of a case', () => {
  it('is pass when everything that it covers was judged and held', async () => {
    const result = await judged({
      async run({ sut, expect: expectation }) {
        expectation(await sut.upgrade(sut.handshake())).to.be.accepted()
      },
    })
    expect(result).to.include({ verdict: 'pass', reason: '' })
    expect(result.judgements).to.deep.equal([{ requirement: '6.2.1-5', verdict: 'pass', count: 1 }])
  })

  it('is warn when the case has warned before it found out that it does not apply', async () => {
    const ends = async (came: number): Promise<string> => {
      const result = await judged({
        covers: ['6.3-3', '6.2.1-5'],
        run({ expect: expectation, inapplicable }) {
          expectation(came, '6.3-3', grounds).to.equal(1)
          return inapplicable('the SUT does without it')
        },
      })
      return result.verdict
    }
    expect(await ends(1)).to.equal('inapplicable')
    expect(await ends(2)).to.equal('warn')
  })

  it('is error when the case asserts nothing', async () => {
    const result = await judged({ run: () => Promise.resolve() })
    expect(result.verdict).to.equal('error')
    expect(result.reason).to.contain('without having judged 6.2.1-5')
  })

  it('is error when expect is called and nothing is asserted', async () => {
    const result = await judged({
      run({ expect: expectation }) {
        expectation(1, '6.2.1-5', grounds)
        return Promise.resolve()
      },
    })
    expect(result.verdict).to.equal('error')
  })

  it('is error when one of several covered rows was not judged', async () => {
    const result = await judged({
      covers: ['6.2.1-5', '6.2.1-6'],
      run({ expect: expectation }) {
        expectation(1, '6.2.1-5', grounds).to.equal(1)
        return Promise.resolve()
      },
    })
    expect(result).to.include({ verdict: 'error' })
    expect(result.reason).to.contain('6.2.1-6')
  })

  it('is error when the case judges a row that it does not cover', async () => {
    const result = await judged({
      run({ expect: expectation }) {
        expectation(1, '6.3-1', grounds).to.equal(1)
        return Promise.resolve()
      },
    })
    expect(result).to.include({ verdict: 'error' })
    expect(result.reason).to.contain('6.3-1')
  })

  it('rests on nothing that a branch of the case sees after the case has ended', async () => {
    let late: Promise<void> = Promise.resolve()
    const result = await judged({
      async run({ sut, signal, expect: expectation, inconclusive }) {
        await sut.upgrade(sut.handshake())
        late = new Promise((resolve) => {
          signal.addEventListener('abort', () => {
            expectation('the reset of the tester', '6.2.1-5', grounds).to.equal('an answer')
            resolve()
          })
        })
        inconclusive('another branch got no connection')
      },
    })
    await late
    expect(result).to.include({ verdict: 'inconclusive' })
    expect(result.findings).to.deep.equal([])
  })

  it('is fail for a shall that does not hold, and the case goes on', async () => {
    let wentOn = false
    const result = await judged({
      run({ expect: expectation }) {
        expectation(1, '6.2.1-5', grounds).to.equal(2)
        wentOn = true
        return Promise.resolve()
      },
    })
    expect(wentOn).to.equal(true)
    expect(result.verdict).to.equal('fail')
    expect(result.findings).to.have.lengthOf(1)
    expect(result.findings[0]?.message)
      .to.contain('Sent: a test.')
      .and.to.contain('(6.2.1-5)')
      .and.to.contain('Came: an answer')
  })

  it('is warn for a should that does not hold', async () => {
    const result = await judged({
      covers: ['6.3-3'],
      run({ expect: expectation }) {
        expectation(1, '6.3-3', grounds).to.equal(2)
        return Promise.resolve()
      },
    })
    expect(result.verdict).to.equal('warn')
  })

  it('is pass with a note for a may', async () => {
    const result = await judged({
      covers: ['5.2-8'],
      run({ expect: expectation }) {
        expectation(1, '5.2-8', grounds).to.equal(2)
        return Promise.resolve()
      },
    })
    expect(result).to.include({ verdict: 'pass' })
    expect(result.notes).to.have.lengthOf(1)
  })

  it('follows the Reading: the same row can pass, warn and fail', async () => {
    const verdicts = await Promise.all(
      (['http-error', 'accepted-without-name', 'accepted-with-name'] as const).map(async (behaviour) => {
        const result = await judged({
          covers: ['6.2.3.5-1'],
          run({ classify }) {
            classify('subprotocol-none-offered', behaviour, '6.2.3.5-1', grounds)
            return Promise.resolve()
          },
        })
        return result.verdict
      }),
    )
    expect(verdicts).to.deep.equal(['pass', 'warn', 'fail'])
  })

  it('is inconclusive when a precondition was not reached', async () => {
    const result = await judged({ run: ({ inconclusive }) => inconclusive('no such thing here') })
    expect(result).to.include({ verdict: 'inconclusive', reason: 'no such thing here' })
  })

  it('stays fail when the case ends inconclusively after a violation', async () => {
    const result = await judged({
      run({ expect: expectation, inconclusive }) {
        expectation(1, '6.2.1-5', grounds).to.equal(2)
        return inconclusive('and then nothing more could be reached')
      },
    })
    expect(result.verdict).to.equal('fail')
  })

  it('is error when the case throws', async () => {
    const result = await judged({ run: () => Promise.reject(new TypeError('x is not a function')) })
    expect(result.verdict).to.equal('error')
    expect(result.reason).to.contain('x is not a function')
  })

  it('is error when the case does not end before its deadline', async () => {
    const result = await judged({ run: () => new Promise(() => undefined) })
    expect(result.verdict).to.equal('error')
    expect(result.reason).to.contain('timeouts.case')
  })

  it('is inapplicable when the ICS lacks what the case needs', async () => {
    const needy = { needs: ['xml'], run: () => Promise.resolve() } as const
    const result = await judged(needy, { serializations: ['json'] })
    expect(result.verdict).to.equal('inapplicable')
    expect(result.reason).to.contain('xml')
  })

  it('is inapplicable when a limit of the SUT leaves nothing to test', async () => {
    const result = await judged({ run: ({ inapplicable }) => inapplicable('the SUT takes no such messages') })
    expect(result).to.include({ verdict: 'inapplicable', reason: 'the SUT takes no such messages' })
    expect(result.judgements.map(({ verdict }) => verdict)).to.deep.equal(['inapplicable'])
  })

  it('stays fail when the case turns out to be inapplicable after a violation', async () => {
    const result = await judged({
      run({ expect: expectation, inapplicable }) {
        expectation(1, '6.2.1-5', grounds).to.equal(2)
        return inapplicable('there is nothing more to test')
      },
    })
    expect(result.verdict).to.equal('fail')
  })

  it('judges TS-0020 6.1-1 along with each row of the RFC', async () => {
    const result = await judged({
      covers: ['RFC6455/5.1-4', '6.1-1'],
      run({ expect: expectation }) {
        expectation(1, 'RFC6455/5.1-4', grounds).to.equal(2)
        return Promise.resolve()
      },
    })
    expect(result.findings.map(({ requirement }) => requirement)).to.deep.equal(['RFC6455/5.1-4'])
    expect(result.judgements.map(({ requirement, verdict }) => `${requirement} ${verdict}`)).to.have.members([
      'RFC6455/5.1-4 fail',
      '6.1-1 fail',
    ])
  })
})
