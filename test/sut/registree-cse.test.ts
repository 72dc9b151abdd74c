import { expect } from 'chai'
import type { WebSocket } from 'ws'
import type { Rules } from '../../lib/cse/index.js'
import { rightRules, settle } from '../../lib/cse/index.js'
import { startCseHere } from '../../lib/cse/server.js'
import type { ValueObject } from '../../lib/primitive/index.js'
import {
  admittedCse,
  applyAsCse,
  cseBaseOf,
  Discoverer,
  PreconditionError,
  registeredCse,
  type Discovery,
} from '../../lib/sut/index.js'
import { optionsFor, scopeOn, serverWith } from './support.js'

/** A registrar that answers every creation the same way, and keeps what it was asked. */
async function registrar(
  answer: (request: ValueObject) => ValueObject,
): Promise<{ readonly port: number; readonly requests: ValueObject[]; readonly close: () => Promise<void> }> {
  const requests: ValueObject[] = []
  const server = await serverWith((socket: WebSocket) => {
    socket.on('message', (data: Buffer) => {
      const request = JSON.parse(data.toString('utf8')) as ValueObject
      requests.push(request)
      socket.send(JSON.stringify({ rqi: request['rqi'], rvi: '2a', ...answer(request) }))
    })
  })
  return { port: server.port, requests, close: () => server.close() }
}

const right = rightRules(settle({ edition: 'R2A' }))

/** Refuses to register CSEs, as a registrar does that wants a security association for it. */
const refusingCses: Partial<Rules> = {
  admit: (view) =>
    view.entity === 'CSE' && view.standing === 'applicant'
      ? { kind: 'refused', rsc: 4107 }
      : right.admit(view),
}

describe('a CSE that registers', () => {
  it('asks with its CSE-ID as originator, at the SP-relative address of the CSEBase', async () => {
    const { port, requests, close } = await registrar(() => ({ rsc: 2001, pc: { 'm2m:csr': {} } }))
    const { scope } = scopeOn(port)
    const cse = await registeredCse(scope)
    const [request] = requests
    expect(cse.identifier).to.match(/^\/Ts0020x[0-9a-z]+$/)
    expect(request).to.deep.include({ op: 1, ty: 16, to: '/id-in/cse-in', fr: cse.identifier })
    const csr = (request?.['pc'] as { 'm2m:csr': ValueObject })['m2m:csr']
    expect(csr).to.deep.include({
      csi: cse.identifier,
      cb: cseBaseOf(cse.identifier),
      cst: 3,
      rr: true,
      srv: ['2a'],
    })
    expect(cse.target).to.equal(`/id-in/cse-in/${csr['rn'] as string}`)
    expect(cse.address('box')).to.equal(`${cse.identifier}/base/box`)
    scope.closeConnections()
    await close()
  })

  it('goes by the name that the registrar gives its <remoteCSE>, and leaves out what the case leaves out', async () => {
    const { port, requests, close } = await registrar(() => ({
      rsc: 2001,
      pc: { 'm2m:csr': { rn: 'other' } },
    }))
    const { scope } = scopeOn(port)
    const connection = await scope.open()
    const application = await applyAsCse(scope, connection, '/mn', { rn: 'wanted', csi: null })
    expect(application).to.include({ path: 'cse-in/other', target: '/id-in/cse-in/other', from: '/mn' })
    expect(Object.keys((requests[0]?.['pc'] as { 'm2m:csr': ValueObject })['m2m:csr'])).to.not.include('csi')
    expect(admittedCse(scope, connection, application).target).to.equal('/id-in/cse-in/other')
    scope.closeConnections()
    await close()
  })

  it('leaves a refusal to the case, or makes it inconclusive', async () => {
    const { port, close } = await registrar(() => ({ rsc: 4107 }))
    const { scope } = scopeOn(port)
    const { reply } = await applyAsCse(scope, await scope.open(), '/mn')
    expect(reply.outcome.kind === 'response' && reply.outcome.response.rsc).to.equal(4107)
    const refused: unknown = await registeredCse(scope).catch((problem: unknown) => problem)
    expect(refused).to.be.instanceOf(PreconditionError)
    scope.closeConnections()
    await close()
  })
})

describe('discovery of the registration of CSEs', () => {
  async function discover(rules: Partial<Rules>): Promise<Extract<Discovery, { kind: 'discovered' }>> {
    const cse = await startCseHere({ edition: 'R2A' }, rules)
    try {
      const { options, transcript } = optionsFor(Number(new URL(cse.url).port))
      const found = await new Discoverer(options, transcript).discover()
      if (found.kind !== 'discovered') throw new Error(found.reason)
      return found
    } finally {
      await cse.stop()
    }
  }

  it('takes one that is accepted for offered, and has its <remoteCSE> removed', async () => {
    const { profile, created, facts } = await discover({})
    expect(profile.offers.remoteCse).to.equal(true)
    expect(facts.find(({ name }) => name === 'registration of a CSE')?.value).to.contain('rsc 2001')
    // Of the <AE> of the discovery, and of the <request> resources, there are some; the <remoteCSE> is one more.
    expect(created.length).to.equal((await discover(refusingCses)).created.length + 1)
  })

  it('takes one that gets an error for not offered', async () => {
    const { profile, facts } = await discover(refusingCses)
    expect(profile.offers.remoteCse).to.equal(false)
    expect(facts.find(({ name }) => name === 'registration of a CSE')?.value).to.contain('rsc 4107')
  })

  it('takes one that gets no answer for offered, so that the cases judge that', async () => {
    const { profile } = await discover({
      responseFate: ({ request }) => (request['ty'] === 16 ? 'dropped' : 'sent'),
    })
    expect(profile.offers.remoteCse).to.equal(true)
  })
})
