import { clause } from '../../lib/case/index.js'
import { operation } from '../../lib/primitive/index.js'
import { describeReply, describeRequest } from '../../lib/sut/index.js'
import { judgeAbsent, judgeRejected } from '../rejected-requests.js'
import { groundsOn, statusOf, succeeded } from '../replies.js'
import { leave } from '../sessions.js'
import { heldCreation } from '../slow-targets.js'

clause('TS-0004/7.4.5.2', '<AE> resource specific procedure on CRUD operations', (test) => {
  test('CSE/ERR/054', {
    title: 'rejects the registration of an AE that is registered, and keeps the first one',
    covers: ['TS-0004/7.4.5.2-1'],
    sends:
      'CREATE of a second <AE> with the AE-ID-Stem of a registered one as fr, on a connection that it opens after the first one.',
    accepts:
      'R3: rsc 4117: pass; another error: fail. Before R3, where that code does not exist: any error. Served: fail. There ' +
      'is no second <AE>, and the first one is served.',
    async run(context) {
      const { sut, expect } = context
      const session = await sut.session()
      // A second connection of an originator need not be served (reading second-connection).
      await leave(sut, session)
      const connection = await session.reopen()
      const { reply, target } = await sut.apply(connection, session.identifier)
      const row = 'TS-0004/7.4.5.2-1'
      judgeRejected(
        context,
        row,
        sut.system.edition === 'R3'
          ? { codes: [4117] }
          : { codes: [4117, 4105], open: 'served-against-a-rule' },
        reply,
      )
      if (session.open.ended !== undefined) await session.reopen()
      const own = await session.retrieve(session.target)
      expect(own, row, groundsOn(own, 'The AE that is registered is served as before.')).to.respond(2000)
      await judgeAbsent(context, session, row, target)
    },
  })
})

clause(
  'TS-0004/7.4.8.2',
  '<subscription> resource specific procedure on CRUD operations: verification',
  (test) => {
    test('CSE/ERR/048', {
      title: 'rejects a subscription that its target refuses, and creates none',
      covers: ['TS-0004/7.4.8.2-2'],
      sends:
        'CREATE of a subscription whose target is another AE, which answers the verification with 4101 (no privilege).',
      accepts: 'rsc 5204 for the creator: pass; another error, or served: fail. There is no subscription.',
      async run(context) {
        const { creator, target, held, pending, subscription } = await heldCreation(context)
        await target.open.respond(held, 4101)
        const row = 'TS-0004/7.4.8.2-2'
        judgeRejected(context, row, { codes: [5204], also: [4101] }, await pending)
        await judgeAbsent(context, creator, row, subscription)
      },
    })
  },
)

clause('TS-0001/7.1.7', 'M2M Request Identifier', (test) => {
  test('CSE/ERR/035', {
    title: 'rejects a request with the identifier of one that is pending, and answers that one',
    covers: ['TS-0001/7.1.7-1', '5.2-17'],
    sends:
      'CREATE of a subscription whose target, another AE, does not answer the verification yet; meanwhile RETRIEVE of the own ' +
      '<AE> with the same rqi; then the target answers.',
    accepts:
      'An error response to the RETRIEVE, whose code nobody states: pass; served: fail; then the response to the CREATE: ' +
      'pass, without it: fail.',
    async run(context) {
      const { sut, classify, inconclusive } = context
      const rqi = sut.system.names.request()
      // Two responses with one rqi are what this provokes, so the watch cases do not look on.
      const holding = { watched: false, parameters: { rqi } }
      const { creator, target, held, pending } = await heldCreation(context, holding)
      const connection = creator.open
      const meanwhile = await creator.retrieve(creator.target)
      if (!succeeded(meanwhile)) {
        await target.open.respond(held)
        return inconclusive(
          `nothing else is served on the connection while the first request waits: ${describeReply(meanwhile.outcome)}`,
        )
      }
      const second = creator.build({ op: operation.retrieve, to: creator.target, rqi })
      await connection.wire.sendMessage(connection.opcode, connection.encode(second))
      // The first request waits for the target, so what comes first answers the second one.
      const first = await pending
      if (statusOf(first) === 5204) {
        return inconclusive('the SUT did not wait for the target, so that its request was not pending')
      }
      const sent = `${describeRequest(second)} while ${first.sent} was pending`
      judgeRejected(
        context,
        'TS-0001/7.1.7-1',
        { codes: [4000], open: 'served-against-a-rule' },
        { ...first, sent },
      )
      const before = connection.responses.length
      const event = connection.wire.next(({ kind }) => kind === 'message', sut.system.timeouts.response)
      await target.open.respond(held)
      await event
      const last = connection.responses[before]
      classify('several-requests-open', last?.response.rqi === rqi ? 'each-answered' : 'lost', '5.2-17', {
        sent: first.sent,
        came:
          last === undefined
            ? 'no response after the target had answered'
            : `a response with rsc ${last.response.rsc ?? 'missing'} after the target had answered`,
        evidence: last?.evidence ?? first.evidence,
      })
    },
  })
})
