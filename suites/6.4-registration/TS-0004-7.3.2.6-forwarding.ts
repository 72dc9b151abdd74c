import { clause } from '../../lib/case/index.js'
import { operation, resourceType } from '../../lib/primitive/index.js'
import { cseBaseOf, describeReply, type System } from '../../lib/sut/index.js'
import { cseType, infrastructureNode } from '../cse-type.js'
import { reachableCse, retrieveAt } from '../registree-cses.js'
import { codeOfRelease3, judgeRejected } from '../rejected-requests.js'
import { groundsOn, succeeded } from '../replies.js'
import { outsider } from '../sessions.js'

/** Whether an originator is the SP-relative form of an AE-ID; one with an S-stem has no CSE-ID in it (TS-0001 7.2). */
function isSeenFromAnotherCse({ profile }: System, originator: string | undefined, stem: string): boolean {
  if (stem.startsWith('/')) return originator === stem
  if (stem.startsWith('S') && originator === `/${stem}`) return true
  if (profile.cseId !== undefined) return originator === `${profile.cseId}/${stem}`
  return /^\/[^/]+\/([^/]+)$/.exec(originator ?? '')?.[1] === stem
}

clause('TS-0004/7.3.2.6', 'Forwarding', (test) => {
  test('CSE/REG/060', {
    title: 'answers a request for a CSE that it does not know with NOT_FOUND',
    covers: ['TS-0004/7.3.2.6-1'],
    per: 'serialization',
    sends: 'RETRIEVE of a registered AE to an address with a CSE-ID that nobody has.',
    accepts: 'rsc 4004. A CSE that is no IN-CSE may ask its own registrar: inconclusive.',
    async run({ sut, expect, inconclusive }) {
      const session = await sut.session()
      if ((await cseType(sut, session)) !== infrastructureNode) {
        inconclusive(
          'the SUT does not show itself as an IN-CSE, and may pass a request for an unknown CSE on to its own registrar',
        )
      }
      const reply = await session.retrieve(`${cseBaseOf(sut.system.names.cse())}/box`)
      expect(reply).to.respond(4004)
    },
  })

  test('CSE/REG/061', {
    title: 'writes the originator of a request that it passes on SP-relative',
    covers: ['TS-0004/7.3.2.6-2'],
    needs: ['remoteCse'],
    per: 'serialization',
    sends: 'RETRIEVE of an AE, with its AE-ID-Stem in fr, to an address with the CSE-ID of a registered CSE.',
    accepts:
      'fr of the request at the CSE is the CSE-ID of the SUT, a slash and the stem (for an S-stem a slash and the stem).',
    async run(context) {
      const { sut, expect, inconclusive } = context
      const { cse, sender } = await reachableCse(context)
      const { reply, arrived } = await retrieveAt(cse, sender, 'box')
      if (arrived === undefined) {
        return inconclusive(
          `the request did not arrive, which CSE/NTF/040 judges: ${describeReply(reply.outcome)}`,
        )
      }
      const { fr } = arrived.request
      expect(isSeenFromAnotherCse(sut.system, fr, sender.identifier), undefined, {
        sent: reply.sent,
        came: `fr ${JSON.stringify(fr ?? null)} at the CSE`,
        wanted: `fr is ${sut.system.profile.cseId ?? 'the CSE-ID of the SUT'}/${sender.identifier}.`,
        evidence: arrived.evidence,
      }).to.equal(true)
    },
  })
})

clause('TS-0004/7.3.2.8', 'Check Hosting CSE of the targeted resource', (test) => {
  test('CSE/REG/057', {
    title: 'rejects the registration of an AE that is addressed to another CSE, and does not pass it on',
    covers: ['TS-0004/7.3.2.8-1'],
    needs: ['remoteCse'],
    per: 'serialization',
    sends:
      'CREATE of an <AE>, by an AE that is not registered, with the address of the CSEBase of a registered CSE; then a ' +
      'RETRIEVE to that CSE, which arrives.',
    accepts:
      'rsc 4000, or 4103, 4106 or 4107, noted (before Release 3 any error), and no CREATE on the connection of the CSE.',
    async run(context) {
      const { sut, expect, inconclusive } = context
      const { cse, sender } = await reachableCse(context)
      const { requester } = await outsider(sut)
      const attributes = { rn: 'stray', ...sut.system.registrationAttributes() }
      const reply = await requester.create(cseBaseOf(cse.identifier), resourceType.AE, attributes)
      const control = await retrieveAt(cse, sender, 'control')
      if (control.arrived === undefined) inconclusive('the request that was to arrive afterwards did not')
      const stray = cse.open.received.find(({ request }) => request.op === operation.create)
      expect(stray, undefined, {
        ...groundsOn(reply, 'A registration is not passed on.'),
        came: `${stray === undefined ? 'no CREATE' : 'the CREATE'} at the CSE, and ${describeReply(reply.outcome)}`,
        evidence: stray?.evidence ?? reply.evidence,
      }).to.equal(undefined)
      if (succeeded(reply)) sut.adopt(`${sut.system.base}/stray`)
      // Who is not registered may be refused for that before anybody looks at where the request was to go.
      const due = { codes: [4000], also: [4103, 4106, 4107], ...codeOfRelease3 }
      judgeRejected(context, 'TS-0004/7.3.2.8-1', due, reply)
    },
  })
})
