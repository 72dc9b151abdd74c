import { expect } from 'chai'
import { Admin } from '../../lib/sut/admin.js'
import { PreconditionError } from '../../lib/sut/index.js'

describe('the administrator', () => {
  it('goes on after a request that went wrong', async () => {
    const problems = [new Error('a mistake of the tester'), new PreconditionError('nobody listens')]
    const admin = new Admin('CAdmin', 'R2A', () => 'r1', {
      open: () => Promise.reject(problems.shift() ?? new Error('asked too often')),
      closeConnections: () => undefined,
    })
    const first = await admin.retrieve('-').catch((problem: unknown) => problem)
    expect(first).to.be.instanceOf(Error)
    const { outcome } = await admin.retrieve('-')
    expect(outcome).to.deep.equal({ kind: 'not sent', reason: 'nobody listens' })
  })
})
