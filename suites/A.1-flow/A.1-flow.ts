import { clause, type CaseContext } from '../../lib/case/index.js'
import { resourceType } from '../../lib/primitive/index.js'
import type { Serialization } from '../../lib/spec/index.js'
import { describeHandshake, type PrimitiveConnection, type Session } from '../../lib/sut/index.js'
import { attributesIn, groundsOn, statusOf, succeeded } from '../replies.js'
import { applied, leave } from '../sessions.js'

const row = 'A.1-1'

/** The other serialization that the flow offers: JSON and XML as annex A.1 prints it, the wanted one first. */
const alternatives: Readonly<Record<Serialization, Serialization>> = {
  json: 'xml',
  xml: 'json',
  cbor: 'json',
}

/** The attributes that annex A.1 gives its container. */
const printed = { rn: 'SmartHomeContainer', mbs: 100_000, mni: 500 }

/**
 * Opens the connection of the flow, which has to carry the serialization of this variant. What the SUT chooses of the two
 * names that annex A.1 offers is found out as another originator: a second connection of one originator is a matter of
 * its own (5.2).
 */
async function openingHandshake(context: CaseContext, originator: string): Promise<PrimitiveConnection> {
  const { sut, serialization, expect, note } = context
  const names = [serialization, alternatives[serialization]].map((each) => sut.subprotocol(each))
  const done = await sut.upgrade(sut.handshake({ subprotocols: names }))
  const chosen = done.connection?.serialization
  await done.connection?.wire.shutDown(sut.system.timeouts.close)
  // Where the names of the flow are refused, the handshake cases judge that, and this one cannot go on.
  const connection = await sut.open({
    originator,
    ...(chosen === serialization ? { subprotocols: names } : {}),
  })
  expect(done, row).to.be.accepted()
  if (chosen !== serialization) {
    const came = describeHandshake(done.outcome)
    note(
      row,
      `of ${names.join(', ')} the SUT did not choose the first, so that one was offered alone: ${came}`,
      done.evidence,
    )
  }
  return connection
}

/** Handshake, registration, creation of the container: what annex A.1 prints. */
async function printedFlow(
  context: CaseContext,
): Promise<{ readonly session: Session; readonly path: string }> {
  const { sut, expect, inconclusive } = context
  sut.requireService()
  const { connection, application } = await applied(sut, (originator) =>
    openingHandshake(context, originator),
  )
  expect(application.reply, row).to.respond(2001)
  if (statusOf(application.reply) !== 2001) return inconclusive('the AE was not registered')
  const session = sut.admitted(connection, application)
  const created = await session.create(session.target, resourceType.container, printed)
  expect(created, row).to.respond(2001)
  const { mni, mbs } = attributesIn(created) ?? {}
  expect({ mni, mbs }, row, {
    ...groundsOn(
      created,
      'The response holds the attributes of the container, those that were sent among them.',
    ),
    came: `mni ${JSON.stringify(mni ?? null)} and mbs ${JSON.stringify(mbs ?? null)}`,
  }).to.deep.equal({ mni: printed.mni, mbs: printed.mbs })
  return { session, path: `${session.target}/${printed.rn}` }
}

clause('A.1', 'AE Registration and creation of a Container child resource', (test) => {
  test('CSE/REG/030', {
    title: 'serves the message flow of annex A.1 and the requests that follow it on the same connection',
    covers: ['A.1-1'],
    per: 'serialization',
    sends:
      'A handshake that offers two serializations, CREATE of an <AE> and of a container with the printed attributes, then ' +
      'RETRIEVE, UPDATE and DELETE; the primitives are valid, where the printed ones are not.',
    accepts: '101, and rsc 2001, 2001, 2000, 2004, 2002, 2002, with the values that were sent.',
    async run(context) {
      const { expect } = context
      const { session, path } = await printedFlow(context)
      expect(await session.retrieve(path), row).to.respond(2000)
      expect(await session.update(path, resourceType.container, { mni: 600 }), row).to.respond(2004)
      const updated = await session.retrieve(path)
      const mni = attributesIn(updated)?.['mni']
      expect(mni, row, {
        ...groundsOn(updated, 'The update has taken effect.'),
        came: `mni ${JSON.stringify(mni ?? null)}`,
      }).to.equal(600)
      expect(await session.delete(path), row).to.respond(2002)
      expect(await session.delete(session.target), row).to.respond(2002)
    },
  })

  test('CSE/REG/031', {
    title: 'lets the flow of annex A.1 be interrupted by a close and continued on a second connection',
    covers: ['A.1-1', '5.2-11'],
    per: 'serialization',
    sends:
      'The flow of annex A.1; a Close frame; on a new connection RETRIEVE of the container and CREATE of a contentInstance.',
    accepts: '101, and rsc 2001, 2001; on the new connection, without registration, 2000 and 2001.',
    async run(context) {
      const { sut, expect } = context
      const { session, path } = await printedFlow(context)
      await leave(sut, session)
      await session.reopen()
      const back = await session.retrieve(path)
      expect(back, '5.2-11').to.respond(2000)
      if (!succeeded(back)) return
      expect(await session.create(path, resourceType.contentInstance, { con: 'on' }), row).to.respond(2001)
    },
  })
})
