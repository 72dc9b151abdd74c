import { clause, type CaseContext } from '../../lib/case/index.js'
import { operation, resourceType, responseType } from '../../lib/primitive/index.js'
import { describeReply, required, type Reply, type Session } from '../../lib/sut/index.js'
import { isAcknowledgement, poll, requestResourceOf, resultOf } from '../non-blocking.js'
import { quiet, subscriber } from '../notifications.js'
import { attributesIn, groundsOn, statusOf } from '../replies.js'

/** Whether the result of an acknowledged request can be had: fetched, or notified to the AE itself. */
async function resultComes({ sut }: CaseContext, session: Session, reply: Reply): Promise<boolean> {
  const address = requestResourceOf(sut, reply)
  if (statusOf(reply) === 1002) {
    const next = await session.open.nextRequest((incoming) => resultOf(incoming) !== undefined)
    return next.kind === 'received'
  }
  return address !== undefined && (await poll(sut, session, address)).kind === 'finished'
}

/** Judges the answer to a request in the flexible mode: the result itself, or an acknowledgement and the result. */
async function judgeFlexible(
  context: CaseContext,
  session: Session,
  reply: Reply,
  acknowledgements: readonly number[],
): Promise<void> {
  const row = 'TS-0001/8.1.2-1'
  const status = statusOf(reply)
  const wanted = `rsc 2000 with the <AE>, or an acknowledgement (rsc ${acknowledgements.join(' or ')}).`
  const chosen = status === 2000 || (status !== undefined && acknowledgements.includes(status))
  context.expect(chosen, row, groundsOn(reply, wanted)).to.equal(true)
  if (isAcknowledgement(reply)) {
    const grounds = groundsOn(reply, 'The result of an acknowledged request can be had.')
    const came = await resultComes(context, session, reply)
    const result = `${grounds.came}, then ${came ? 'the result' : 'no result'}`
    context.expect(came, row, { ...grounds, came: result }).to.equal(true)
  } else if (status === 2000) {
    const found = attributesIn(reply)?.['aei']
    context.expect(found, row, groundsOn(reply, wanted)).to.equal(session.identifier)
  }
}

clause('TS-0001/8.1.2', 'Request: flexible and unanswered requests', (test) => {
  test('CSE/TRF/021', {
    title: 'answers a flexible request without targets with the result, or says where it will be',
    covers: ['TS-0001/8.1.2-1'],
    per: 'serialization',
    needs: ['flexBlocking'],
    sends: 'RETRIEVE of the own <AE> with rt 4 (flexBlocking).',
    accepts:
      'rsc 2000 with the <AE>, or an acknowledgement (1000 or 1001) whose <request> holds the result; an acknowledgement of ' +
      'the asynchronous mode, an error and silence are not accepted.',
    async run(context) {
      const session = await context.sut.session()
      const reply = await session.retrieve(session.target, { rt: { rtv: responseType.flexBlocking } })
      await judgeFlexible(context, session, reply, [1000, 1001])
    },
  })

  test('CSE/TRF/022', {
    title: 'answers a flexible request with a target in any of the modes, and the result comes',
    covers: ['TS-0001/8.1.2-1'],
    per: 'serialization',
    needs: ['flexBlocking'],
    sends: 'RETRIEVE of the own <AE> with rt 4 and the originator as notification target.',
    accepts:
      'rsc 2000 with the <AE>, or an acknowledgement and the result, fetched or notified; rsc 4000, since TS-0004 lets targets ' +
      'go with the asynchronous mode only: noted; another error and silence are not accepted.',
    async run(context) {
      const { sut, expect, note } = context
      const session = await sut.session()
      const rt = { rtv: responseType.flexBlocking, nu: [session.identifier] }
      const reply = await session.retrieve(session.target, { rt })
      if (statusOf(reply) === 4000) {
        expect(reply).to.respond(4000)
        note(
          'TS-0001/8.1.2-1',
          'the SUT takes targets with the asynchronous mode only, as TS-0004 has it',
          reply.evidence,
        )
        return
      }
      await judgeFlexible(context, session, reply, [1000, 1001, 1002])
    },
  })

  test('CSE/TRF/023', {
    title: 'carries out a request that asks for no response, and does not answer it',
    covers: ['TS-0001/8.1.2-2'],
    needs: ['noResponse'],
    sends:
      'CREATE of a container with rt 5 (noResponse), then RETRIEVE of that container until a silence window is over.',
    accepts:
      'No response to the CREATE, and the container is there; a response, or no container, is not accepted.',
    async run(context) {
      const { sut, expect } = context
      const session = await sut.session()
      const connection = session.open
      const request = session.build({
        op: operation.create,
        to: session.target,
        ty: resourceType.container,
        pc: { 'm2m:cnt': { rn: 'quiet' } },
        rt: { rtv: responseType.noResponse },
      })
      connection.expectNothing(request.rqi)
      await connection.send(request)
      await quiet(connection, sut.silenceMs)
      const reply = await session.retrieve(`${session.target}/quiet`)
      const answers = connection.responses.filter(({ response }) => response.rqi === request.rqi)
      const sent = `CREATE of a container with rt 5 (rqi ${request.rqi})`
      const row = 'TS-0001/8.1.2-2'
      expect(answers.length, row, {
        sent,
        came: `${answers.length} responses to it`,
        wanted: 'There is no response.',
        evidence: answers[0]?.evidence ?? reply.evidence,
      }).to.equal(0)
      expect(statusOf(reply), row, {
        ...groundsOn(reply, 'The container was created.'),
        sent: `${sent}, then ${reply.sent}`,
      }).to.equal(2000)
    },
  })
})

clause('6.5', 'Handling of Non-Registration Request: targets of an asynchronous result', (test) => {
  test('CSE/TRF/025', {
    title:
      'notifies an asynchronous result to each target that the request names, and to nobody when it names none',
    covers: ['6.5-2', 'TS-0004/7.5.1.2.5-1'],
    per: 'serialization',
    needs: ['nonBlockingAsynch'],
    sends:
      'RETRIEVE of the own <AE> with rt 2 and two targets, the originator and another AE that lets itself be notified; then ' +
      'with an empty list of targets.',
    accepts:
      'One notification of the first result at each of the two (6.5-2 is a should); none of the second one anywhere.',
    async run(context) {
      const { sut, expect, inconclusive } = context
      const [{ session: other }, sender] = await Promise.all([subscriber(context), sut.session()])
      await other.grant(
        [sender.identifier, ...(sut.system.profile.cseId === undefined ? [] : [sut.system.profile.cseId])],
        16,
      )
      const rtv = responseType.nonBlockingRequestAsynch
      const both = await sender.retrieve(sender.target, {
        rt: { rtv, nu: [sender.identifier, other.identifier] },
      })
      requestResourceOf(sut, both)
      if (!isAcknowledgement(both))
        return inconclusive(
          `the request was not acknowledged, which CSE/TRF/012 judges: ${describeReply(both.outcome)}`,
        )
      const none = await sender.retrieve(sender.target, { rt: { rtv, nu: [] } })
      requestResourceOf(sut, none)
      const ends = [sender, other]
      await Promise.all(
        ends.map(({ open }) =>
          open.nextRequest((incoming) => resultOf(incoming)?.['rqi'] === both.request.rqi),
        ),
      )
      await Promise.all(ends.map(({ open }) => quiet(open, sut.silenceMs)))
      const times = (session: Session, { request }: Reply): number =>
        session.open.received.filter((incoming) => resultOf(incoming)?.['rqi'] === request.rqi).length
      const counts = ends.map((session) => times(session, both))
      expect(counts, '6.5-2', {
        ...groundsOn(both, 'The result is notified once to each target that the request names.'),
        came: `${counts.join(' and ')} notifications at the two`,
      }).to.deep.equal([1, 1])
      const stray = ends.map((session) => times(session, none))
      expect(stray, 'TS-0004/7.5.1.2.5-1', {
        ...groundsOn(none, 'An empty list of targets means that nobody is notified.'),
        came: `${stray.join(' and ')} notifications at the two`,
      }).to.deep.equal([0, 0])
      required(await sender.retrieve(sender.target), 2000)
    },
  })
})
