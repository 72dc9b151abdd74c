import { clause, type CaseContext } from '../../lib/case/index.js'
import { isValueObject, validateResource } from '../../lib/primitive/index.js'
import type { BehaviourOf } from '../../lib/spec/index.js'
import {
  admittedCse,
  applyAsCse,
  describeReply,
  registeredCse,
  type RegistreeCse,
  type Reply,
} from '../../lib/sut/index.js'
import { codeOfRelease3, judgeRejected } from '../rejected-requests.js'
import { attributesIn, groundsOn, statusOf, succeeded } from '../replies.js'
import { leave, outsider } from '../sessions.js'

/** Names of the mandatory attributes that the <remoteCSE> in a reply lacks; undefined when there is none in it. */
function lacking({ sut }: CaseContext, reply: Reply): readonly string[] | undefined {
  const attributes = attributesIn(reply)
  if (!isValueObject(attributes)) return undefined
  return validateResource('remoteCSE', attributes, sut.system.edition, 'response')
    .filter(({ code }) => code === 'missing-member')
    .map(({ path }) => path.slice(1))
}

/** How a second registration was answered, in the words of `cse-registered-again`; undefined when it was not. */
function again({ sut }: CaseContext, reply: Reply): BehaviourOf<'cse-registered-again'> | undefined {
  if (reply.outcome.kind !== 'response') return undefined
  if (statusOf(reply) === 4117) return 'already-registered'
  if (succeeded(reply)) return 'accepted'
  return sut.system.edition === 'R3' ? 'another-error-in-release-3' : 'another-error-in-release-2'
}

/** Judges a second registration of a CSE, and that its first <remoteCSE> is as it was. */
async function judgeAgain(context: CaseContext, cse: RegistreeCse, reply: Reply): Promise<void> {
  const row = 'TS-0004/7.4.4.2.1-1'
  const { expect, classify } = context
  const behaviour = again(context, reply)
  if (behaviour === undefined) expect(reply.outcome.kind, row, groundsOn(reply)).to.equal('response')
  else classify('cse-registered-again', behaviour, row, reply)
  const first = await cse.retrieve(cse.target)
  const csi = attributesIn(first)?.['csi']
  expect(csi, row, {
    ...groundsOn(first, 'The first <remoteCSE> is as it was.'),
    came: `${describeReply(first.outcome)}, csi ${JSON.stringify(csi ?? null)}`,
  }).to.equal(cse.identifier)
}

clause('TS-0004/7.4.4.1', 'Resource Type <remoteCSE>: Introduction', (test) => {
  test('CSE/REG/040', {
    title: 'lets a CSE that is not registered connect and register, and returns its complete <remoteCSE>',
    covers: ['5.2-4', 'TS-0004/7.4.4.1-1'],
    needs: ['remoteCse'],
    per: 'serialization',
    sends:
      'CREATE of a <remoteCSE> with cb, csi, cst and rr (from Release 2A on srv too) by an ASN-CSE, as its first request; ' +
      'then RETRIEVE of it.',
    accepts: 'rsc 2001 and 2000, each with all mandatory attributes of a <remoteCSE>.',
    async run(context) {
      const { sut, expect, inconclusive } = context
      const { identifier, connection } = await outsider(sut, sut.system.names.cse())
      const application = await applyAsCse(sut, connection, identifier)
      expect(application.reply, '5.2-4').to.respond(2001)
      if (!succeeded(application.reply)) return inconclusive('the registration was refused')
      const cse = admittedCse(sut, connection, application)
      for (const reply of [application.reply, await cse.retrieve(cse.target)]) {
        const missing = lacking(context, reply)
        const came =
          missing === undefined
            ? `${describeReply(reply.outcome)} without a <remoteCSE>`
            : `a <remoteCSE> ${missing.length === 0 ? 'with all of them' : `without ${missing.join(', ')}`}`
        const wanted = 'The response has the <remoteCSE> with its mandatory attributes.'
        expect(missing, 'TS-0004/7.4.4.1-1', { ...groundsOn(reply, wanted), came }).to.deep.equal([])
      }
    },
  })
})

clause('TS-0004/7.4.4.2.1', '<remoteCSE>: Create', (test) => {
  test('CSE/REG/041', {
    title: 'takes the CSE-ID of a registering CSE from the originator',
    covers: ['TS-0004/7.4.4.2.1-2'],
    needs: ['remoteCse'],
    per: 'serialization',
    sends: 'CREATE of a complete <remoteCSE>, which is accepted; then, by another CSE, of one without csi.',
    accepts:
      'rsc 2001 with csi as fr was. Refused for want of csi before Release 3, whose predecessors demand it in the ' +
      'resource: inconclusive.',
    async run({ sut, expect, inconclusive }) {
      await registeredCse(sut)
      const { identifier, connection } = await outsider(sut, sut.system.names.cse())
      const { reply } = await applyAsCse(sut, connection, identifier, { csi: null })
      if (!succeeded(reply) && sut.system.edition !== 'R3') {
        inconclusive(`${reply.sent} without csi was refused: ${describeReply(reply.outcome)}`)
      }
      const csi = attributesIn(reply)?.['csi']
      expect(csi, undefined, {
        ...groundsOn(reply, `csi is ${identifier}.`),
        came: `${describeReply(reply.outcome)}, csi ${JSON.stringify(csi ?? null)}`,
      }).to.equal(identifier)
    },
  })

  test('CSE/REG/053', {
    title: 'refuses a second registration of a CSE on its connection, and leaves the first as it is',
    covers: ['TS-0004/7.4.4.2.1-1'],
    needs: ['remoteCse'],
    per: 'serialization',
    sends: 'CREATE of a <remoteCSE>, which is accepted, then of another one with another rn by the same CSE.',
    accepts: 'rsc 4117 (before Release 3 any error: noted), and the first <remoteCSE> with its CSE-ID.',
    async run(context) {
      const cse = await registeredCse(context.sut)
      const { reply } = await applyAsCse(context.sut, cse.open, cse.identifier)
      await judgeAgain(context, cse, reply)
    },
  })

  test('CSE/REG/054', {
    title: 'refuses a second registration of a CSE over another connection, and leaves the first as it is',
    covers: ['TS-0004/7.4.4.2.1-1'],
    needs: ['remoteCse'],
    per: 'serialization',
    sends:
      'CREATE of a <remoteCSE>, which is accepted; then another one by the same CSE, over a new connection after the first one.',
    accepts: 'rsc 4117 (before Release 3 any error: noted), and the first <remoteCSE> with its CSE-ID.',
    async run(context) {
      const { sut } = context
      const cse = await registeredCse(sut)
      // A second connection of an originator need not be served (reading second-connection).
      await leave(sut, cse)
      const { reply } = await applyAsCse(sut, await cse.reopen(), cse.identifier)
      await judgeAgain(context, cse, reply)
    },
  })
})

clause('TS-0004/7.3.3.5', 'Create the resource: <remoteCSE>', (test) => {
  test('CSE/REG/055', {
    title: 'refuses a CSE that wants the resource name of another one, and leaves that one as it is',
    covers: ['TS-0004/7.3.3.5-1'],
    needs: ['remoteCse'],
    per: 'serialization',
    sends: 'CREATE of a <remoteCSE>, which is accepted, then by another CSE of one with the same rn.',
    accepts: 'rsc 4105, and the first <remoteCSE> with its CSE-ID.',
    async run({ sut, expect, inconclusive }) {
      const name = sut.system.names.resource()
      const cse = await registeredCse(sut, { rn: name })
      if (!cse.target.endsWith(`/${name}`)) {
        inconclusive(`the SUT gave the first <remoteCSE> another name than "${name}": ${cse.target}`)
      }
      const { identifier, connection } = await outsider(sut, sut.system.names.cse())
      const { reply } = await applyAsCse(sut, connection, identifier, { rn: name })
      expect(reply).to.respond(4105)
      const first = await cse.retrieve(cse.target)
      const csi = attributesIn(first)?.['csi']
      expect(csi, undefined, {
        ...groundsOn(first, 'The first <remoteCSE> is as it was.'),
        came: `${describeReply(first.outcome)}, csi ${JSON.stringify(csi ?? null)}`,
      }).to.equal(cse.identifier)
    },
  })
})

clause('TS-0004/7.3.3.3', 'Check validity of resource representation for CREATE: <remoteCSE>', (test) => {
  test('CSE/REG/059', {
    title:
      'rejects a <remoteCSE> that lacks a mandatory attribute, and registers the CSE once it is complete',
    covers: ['TS-0004/7.3.3.3-1'],
    needs: ['remoteCse'],
    per: 'serialization',
    sends:
      'CREATE of a complete <remoteCSE>, which is accepted; then by another CSE without cb, without rr, and complete, all ' +
      'with the same rn.',
    accepts: 'rsc 4000 (before Release 3 any error: noted) twice, and 2001: nothing was created before.',
    async run(context) {
      const { sut, expect } = context
      await registeredCse(sut)
      const { identifier, connection } = await outsider(sut, sut.system.names.cse())
      const rn = sut.system.names.resource()
      for (const name of ['cb', 'rr']) {
        const { reply } = await applyAsCse(sut, connection, identifier, { rn, [name]: null })
        const sent = `${reply.sent}, without ${name}`
        judgeRejected(context, 'TS-0004/7.3.3.3-1', { codes: [4000], ...codeOfRelease3 }, { ...reply, sent })
      }
      const { reply } = await applyAsCse(sut, connection, identifier, { rn })
      const wanted = 'Nothing was created by the requests before, so that name and CSE-ID are free.'
      expect(reply, undefined, groundsOn(reply, wanted)).to.respond(2001)
    },
  })
})
