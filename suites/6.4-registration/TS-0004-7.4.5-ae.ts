import { clause } from '../../lib/case/index.js'
import { describeReply } from '../../lib/sut/index.js'
import { judgeAbsent, judgeRejected } from '../rejected-requests.js'
import { attributesIn, groundsOn } from '../replies.js'
import { applied } from '../sessions.js'

clause(
  'TS-0004/7.4.5.2',
  '<AE> resource specific procedure on CRUD operations: on one connection',
  (test) => {
    test('CSE/REG/076', {
      title: 'rejects a second registration of an AE over its own connection, and keeps the first one',
      covers: ['TS-0004/7.4.5.2-1'],
      per: 'serialization',
      sends:
        'CREATE of an <AE>, which is accepted, then of another one with the AE-ID as fr, on the same connection.',
      accepts:
        'R3: rsc 4117: pass; 4105 or 4005: noted; another error: fail. Before R3, where that code does not exist: any ' +
        'error. Served: fail. There is no second <AE>, and the first one is served.',
      async run(context) {
        const { sut, expect } = context
        const session = await sut.session()
        const { reply, target } = await sut.apply(session.open, session.identifier)
        const row = 'TS-0004/7.4.5.2-1'
        const due =
          sut.system.edition === 'R3'
            ? { codes: [4117], also: [4105, 4005] }
            : { codes: [4117, 4105], open: 'served-against-a-rule' as const }
        judgeRejected(context, row, due, reply)
        if (session.open.ended !== undefined) await session.reopen()
        const own = await session.retrieve(session.target)
        expect(own, row, groundsOn(own, 'The AE that is registered is served as before.')).to.respond(2000)
        await judgeAbsent(context, session, row, target)
      },
    })
  },
)

clause('TS-0004/7.3.3.5', 'Create the resource: <AE>', (test) => {
  test('CSE/REG/077', {
    title: 'refuses an AE that wants the resource name of another one, and leaves that one as it is',
    covers: ['TS-0004/7.3.3.5-1'],
    per: 'serialization',
    sends:
      'CREATE of an <AE>, which is accepted, then by another AE, over a connection of its own, of one with the same rn.',
    accepts: 'rsc 4105, and the first <AE> with its AE-ID.',
    async run({ sut, expect, inconclusive }) {
      const first = await sut.session()
      const rn = first.target.split('/').at(-1) ?? ''
      const own = attributesIn(await first.retrieve(first.target))
      if (own?.['rn'] !== rn) inconclusive('the SUT gave the first <AE> another name than the one asked for')
      const { application } = await applied(sut, (originator) => sut.open({ originator }), {
        attributes: { rn },
      })
      const { reply } = application
      expect(reply).to.respond(4105)
      const after = await first.retrieve(first.target)
      const aei = attributesIn(after)?.['aei']
      expect(aei, undefined, {
        ...groundsOn(after, 'The first <AE> is as it was.'),
        came: `${describeReply(after.outcome)}, aei ${JSON.stringify(aei ?? null)}`,
      }).to.equal(own?.['aei'])
    },
  })
})
