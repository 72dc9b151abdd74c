import { expect } from 'chai'
import { classify, jsonCodec, type RequestPrimitive } from '../../lib/primitive/index.js'
import type { Edition } from '../../lib/spec/index.js'
import { MessageWatch } from '../../lib/sut/message-watch.js'
import type { Deviation } from '../../lib/sut/index.js'

const nowhere = { file: '', row: 0 }

/** What a watch reports on a message of the SUT, which answers a request where there is one. */
function reported(edition: Edition, message: object, request?: RequestPrimitive): readonly string[] {
  const deviations: Deviation[] = []
  const watcher = {
    seen: () => undefined,
    deviated: (deviation: Deviation) => deviations.push(deviation),
  }
  const watch = new MessageWatch(edition, watcher, '/id-in')
  const decoded = jsonCodec.decode(Buffer.from(JSON.stringify(message)))
  if (decoded.kind === 'undecodable') throw new Error(decoded.finding.message)
  const primitive = classify(decoded.value, decoded.wrapped)
  if (primitive.kind === 'response') watch.response(decoded, primitive, 'own', nowhere, request)
  if (primitive.kind === 'request') watch.request(decoded, primitive, nowhere)
  return deviations.map(({ row, verdict, code }) => `${row} ${verdict} ${code}`)
}

const container = {
  ty: 3,
  ri: 'cnt1',
  rn: 'data',
  pi: 'Cae',
  ct: '20260101T000000',
  lt: '20260101T000000',
  et: '20270101T000000',
  st: 0,
  cni: 0,
  cbs: 0,
}
const { cbs: _cbs, ...incomplete } = container
const request = (op: RequestPrimitive['op'], more: object = {}): RequestPrimitive => ({
  op,
  to: 'cse-in/data',
  rqi: 'r1',
  fr: 'Cae',
  rvi: '3',
  ...more,
})
const notify = (pc: object): object => ({ op: 5, to: 'Cae', fr: '/id-in', rqi: 'n1', rvi: '3', pc })
const event = (net: number, rep: object): object =>
  notify({ 'm2m:sgn': { sur: 'cse-in/sub', nev: { net, rep } } })

describe('MessageWatch', () => {
  it('reports the result of an asynchronous request that lacks rsc or rvi', () => {
    expect(reported('R3', notify({ 'm2m:rsp': { rqi: 'r1' } }))).to.deep.equal([
      '6.2.2.9-7 fail missing-member /pc/m2m:rsp/rsc',
      '6.2.2.9-7 fail missing-member /pc/m2m:rsp/rvi',
    ])
    expect(reported('R3', notify({ 'm2m:rsp': { rsc: 2000, rqi: 'r1', rvi: '3' } }))).to.deep.equal([])
  })

  it('reports a retrieval that succeeds without content', () => {
    expect(reported('R3', { rsc: 2000, rqi: 'r1', rvi: '3' }, request(2))).to.deep.equal([
      '6.2.2.9-7 fail missing-member /pc',
    ])
    expect(reported('R3', { rsc: 2002, rqi: 'r1', rvi: '3' }, request(4))).to.deep.equal([])
  })

  it('reports what must not be in the answer to an operation', () => {
    const answer = { rsc: 2002, rqi: 'r1', rvi: '3', cnst: 1 }
    expect(reported('R3', answer, request(4))).to.deep.equal(['6.2.2.9-7 fail not-allowed /cnst'])
  })

  it('wants a whole resource in the answer to an update in Release 3, and not before', () => {
    const answer = { rsc: 2004, rqi: 'r1', rvi: '3', pc: { 'm2m:cnt': incomplete } }
    const lacking = ['TS-0004/7.4.6.1-1 fail missing-member /pc/m2m:cnt/cbs']
    expect(reported('R3', answer, request(3))).to.deep.equal(lacking)
    expect(reported('R3', answer, request(3, { rcn: 9 }))).to.deep.equal([])
    expect(reported('R3', { ...answer, pc: { 'm2m:cnt': container } }, request(3))).to.deep.equal([])
    expect(reported('R2A', { ...answer, rvi: '2a' }, request(3))).to.deep.equal([])
  })

  it('reports an attribute that is null in a whole resource', () => {
    const answer = { rsc: 2000, rqi: 'r1', rvi: '3', pc: { 'm2m:cnt': { ...container, lbl: null } } }
    expect(reported('R3', answer, request(2))).to.deep.equal([
      'TS-0004/8.4.2-2 fail wrong-type /pc/m2m:cnt/lbl',
    ])
  })

  it('wants a whole resource in a notification of a child, and not in one of an update', () => {
    expect(reported('R3', event(3, { 'm2m:cnt': incomplete }))).to.deep.equal([
      'TS-0004/7.4.6.1-1 fail missing-member /pc/m2m:sgn/nev/rep/m2m:cnt/cbs',
    ])
    expect(reported('R3', event(3, { 'm2m:cnt': container }))).to.deep.equal([])
    expect(reported('R3', event(1, { 'm2m:cnt': { lbl: ['a'] } }))).to.deep.equal([])
    expect(reported('R3', { ...event(3, { 'm2m:cnt': incomplete }), fr: 'Cother' })).to.deep.equal([])
    expect(reported('R3', event(3, { 'm2m:uri': 'cse-in/data' }))).to.deep.equal([])
  })

  it('looks into the contents that a <request> keeps', () => {
    const kept = {
      pc: { 'm2m:cnt': { cni: 'many' } },
      ors: { rsc: 2000, rqi: 'r0', pc: { 'm2m:cnt': { st: 'x' } } },
    }
    const answer = { rsc: 2000, rqi: 'r1', rvi: '3', pc: { 'm2m:req': kept } }
    expect(reported('R3', answer)).to.deep.equal([
      'TS-0004/8.4.2-2 fail wrong-type /pc/m2m:req/pc/m2m:cnt/cni',
      'TS-0004/8.4.2-2 fail wrong-type /pc/m2m:req/ors/pc/m2m:cnt/st',
    ])
  })

  it('judges rvi and the wrapper by the edition', () => {
    const bare = { rsc: 2002, rqi: 'r1' }
    expect(reported('R3', bare)).to.deep.equal(['6.2.2.9-7 fail rvi-missing /rvi'])
    expect(reported('R2A', bare)).to.deep.equal(['6.2.2.9-7 warn rvi-missing /rvi'])
    expect(reported('R2.0', bare)).to.deep.equal(['6.2.2.9-6 warn not-wrapped '])
    expect(reported('R3', { 'm2m:rsp': { ...bare, rvi: '3' } })).to.deep.equal([
      '6.2.2.9-6 fail wrapped /m2m:rsp',
    ])
    expect(reported('R2A', { 'm2m:rsp': { ...bare, rvi: '2a' } })).to.deep.equal([
      '6.2.2.9-6 warn wrapped /m2m:rsp',
    ])
  })
})
