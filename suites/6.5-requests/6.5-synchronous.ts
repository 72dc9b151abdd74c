import { clause, type CaseContext } from '../../lib/case/index.js'
import { attribute, resourceOf, resourceType, type ValueObject } from '../../lib/primitive/index.js'
import { describeReply, required, type Reply, type Session } from '../../lib/sut/index.js'
import { judgeCompletion, judgeEnded } from '../closings.js'
import { endingSoFar } from '../endings.js'
import {
  acknowledged,
  isAcknowledgement,
  judgeCode,
  modes,
  poll,
  requestResourceOf,
  type Polled,
} from '../non-blocking.js'
import { judgeRejected } from '../rejected-requests.js'
import { attributesIn, groundsOn, statusOf } from '../replies.js'
import { leave } from '../sessions.js'

const mode = modes.synchronous
const nonBlocking = { rt: { rtv: mode.rtv } }

/** What the result of a RETRIEVE of a container is compared by: what the tester set and what identifies it. */
function essence(attributes: ValueObject | undefined): string {
  const { rn, ri, mni, lbl } = attributes ?? {}
  return JSON.stringify({ rn, ri, mni, lbl })
}

/** The result of the operation in a <request> resource. */
interface Result {
  readonly rsc: unknown
  readonly rqi: unknown
  readonly attributes: ValueObject | undefined
}

function resultIn(request: ValueObject): Result {
  return {
    rsc: attribute(request, '/ors/rsc'),
    rqi: attribute(request, '/ors/rqi'),
    attributes: resourceOf(attribute(request, '/ors/pc'))?.attributes,
  }
}

/**
 * Fetches the result of an acknowledged request, and judges that it can be had over the connection of the request (6.5-5)
 * and at all (6.5-2): where the SUT has closed meanwhile, which it should not but may, over another one.
 */
async function fetched(
  { sut, classify, expect }: CaseContext,
  session: Session,
  acknowledgement: Reply,
  address: string,
): Promise<Polled> {
  const first = await poll(sut, session, address)
  const sent = `${acknowledgement.sent}, then ${first.reply.sent}`
  expect(first.reply.outcome.kind, '6.5-5', {
    ...groundsOn(first.reply, 'The result can be fetched over the connection of the request.'),
    sent,
  }).to.equal('response')
  const closed = session.open.ended !== undefined
  if (closed) await session.reopen()
  const polled = closed ? await poll(sut, session, address) : first
  const grounds = { ...groundsOn(polled.reply, 'The result of an acknowledged request can be had.'), sent }
  if (polled.kind === 'finished') {
    classify('non-blocking-offered', 'result-obtained', '6.5-2', grounds)
  } else {
    const came = `${grounds.came}, after ${polled.times} attempts still without the result`
    expect(polled.kind, '6.5-2', { ...grounds, came }).to.equal('finished')
  }
  return polled
}

/** The result of an acknowledged request; inconclusive where it cannot be had, which is judged by the way. */
async function resultOf(context: CaseContext, session: Session, reply: Reply): Promise<Result> {
  const { sut, inconclusive } = context
  acknowledged(context, mode, reply)
  const address = requestResourceOf(sut, reply)
  if (address === undefined) return inconclusive('the acknowledgement does not say where the result will be')
  const polled = await fetched(context, session, reply, address)
  if (polled.kind !== 'finished') return inconclusive('the result could not be had')
  return resultIn(polled.request)
}

/** Judges what becomes of a synchronous request for a resource that does not exist. */
async function judgeFailure(context: CaseContext, session: Session, to: string): Promise<void> {
  const { expect, note } = context
  const row = 'TS-0004/7.3.3.1-1'
  const reply = await session.retrieve(to, nonBlocking)
  const { kind } = reply.outcome
  if (kind === 'response' && !isAcknowledgement(reply)) {
    note('6.5-2', 'the SUT answers with the outcome at once instead of acknowledging', reply.evidence)
    for (const answered of ['6.5-2', '6.5-5']) expect(kind, answered, groundsOn(reply)).to.equal('response')
    judgeRejected(context, row, { codes: [4004] }, reply)
    return
  }
  const { rsc } = await resultOf(context, session, reply)
  const grounds = {
    ...groundsOn(reply, 'The result of the request has rsc 4004.'),
    came: `an acknowledgement, and the result rsc ${JSON.stringify(rsc ?? null)}`,
  }
  for (const each of ['6.5-2', row]) expect(rsc, each, grounds).to.equal(4004)
}

clause('6.5', 'Handling of Non-Registration Request: non-blocking synchronous', (test) => {
  test('CSE/TRF/005', {
    title: 'acknowledges a synchronous request and keeps its result, the same as that of a blocking one',
    covers: ['6.5-2', '6.5-5', 'TS-0004/7.3.2.3-1'],
    per: 'serialization',
    needs: [mode.item],
    sends:
      'A blocking RETRIEVE of a container, the same with rt 1, then RETRIEVE of the <request> until it is finished.',
    accepts:
      'An acknowledgement with the code of the edition and m2m:uri; there the result with rsc 2000, the rqi of the ' +
      'request and the same container, over the same connection.',
    async run(context) {
      const { sut, expect, inconclusive } = context
      const session = await sut.session()
      const path = await session.container('data', { mni: 7, lbl: ['kept'] })
      const direct = required(await session.retrieve(path), 2000)
      const reply = await session.retrieve(path, nonBlocking)
      acknowledged(context, mode, reply)
      judgeCode(context, '6.5-2', mode, reply)
      const address = requestResourceOf(sut, reply)
      expect(address, 'TS-0004/7.3.2.3-1', groundsOn(reply)).not.to.equal(undefined)
      if (address === undefined)
        return inconclusive('the acknowledgement does not say where the result will be')

      const polled = await fetched(context, session, reply, address)
      const found = attributesIn(polled.reply)
      expect(found, 'TS-0004/7.3.2.3-1', groundsOn(polled.reply)).not.to.equal(undefined)
      if (polled.kind !== 'finished') return
      const { rsc, rqi, attributes } = resultIn(polled.request)
      const same = rsc === 2000 && rqi === reply.request.rqi && essence(attributes) === essence(direct)
      expect(same, '6.5-2', {
        ...groundsOn(polled.reply),
        came: `the result rsc ${JSON.stringify(rsc ?? null)}, rqi ${JSON.stringify(rqi ?? null)} and ${essence(attributes)}`,
        wanted: `The result is that of the blocking request: rsc 2000, rqi "${reply.request.rqi}" and ${essence(direct)}.`,
      }).to.equal(true)
    },
  })

  test('CSE/TRF/006', {
    title: 'shows in the result that a synchronous request has failed',
    covers: ['6.5-2', '6.5-5', 'TS-0004/7.3.3.1-1'],
    per: 'serialization',
    needs: [mode.item],
    sends:
      'RETRIEVE of an unknown resource with rt 1, by a structured and by an unstructured address; RETRIEVE of the <request> ' +
      'until it is finished.',
    accepts:
      'An acknowledgement, and in the result rsc 4004; rsc 4004 at once, without acknowledgement: noted; another error, or ' +
      'a success: fail.',
    async run(context) {
      const { sut } = context
      const session = await sut.session()
      for (const to of [`${session.target}/nowhere`, sut.system.names.resource()])
        await judgeFailure(context, session, to)
    },
  })

  test('CSE/TRF/030', {
    title: 'carries out synchronous creations, updates and deletions, and shows the result of each',
    covers: ['6.5-2', '6.5-5'],
    per: 'serialization',
    needs: [mode.item],
    sends:
      'CREATE, UPDATE and DELETE of a container with rt 1, one after the other; after each acknowledgement RETRIEVE of the ' +
      '<request> until it is finished, and then of the container.',
    accepts:
      'An acknowledgement to each, in the results rsc 2001, 2004 and 2002, and the container created, updated and gone.',
    async run(context) {
      const { sut, expect } = context
      const session = await sut.session()
      const path = `${session.target}/later`
      const { container } = resourceType
      const steps: readonly {
        readonly code: number
        readonly mni: number | undefined
        readonly send: () => Promise<Reply>
      }[] = [
        {
          code: 2001,
          mni: 7,
          send: () => session.create(session.target, container, { rn: 'later', mni: 7 }, nonBlocking),
        },
        { code: 2004, mni: 9, send: () => session.update(path, container, { mni: 9 }, nonBlocking) },
        { code: 2002, mni: undefined, send: () => session.delete(path, nonBlocking) },
      ]
      for (const { code, mni, send } of steps) {
        const reply = await send()
        const result = await resultOf(context, session, reply)
        const effect = await session.retrieve(path)
        const found = statusOf(effect) === 4004 ? undefined : attributesIn(effect)?.['mni']
        const there = mni === undefined ? statusOf(effect) === 4004 : found === mni
        expect(result.rsc === code && there, '6.5-2', {
          ...groundsOn(effect),
          sent: `${reply.sent}, and after its result ${effect.sent}`,
          came: `the result rsc ${JSON.stringify(result.rsc ?? null)}, then ${describeReply(effect.outcome)} with mni ${JSON.stringify(found ?? null)}`,
          wanted: `The result is rsc ${code}, and the container is ${mni === undefined ? 'gone' : `there with mni ${mni}`}.`,
        }).to.equal(true)
      }
    },
  })

  test('CSE/TRF/009', {
    title: 'completes a close between acknowledgement and result, and keeps the AE registered',
    covers: ['6.3-1', '6.3-2', '6.4-3'],
    needs: [mode.item],
    sends:
      'CREATE of a container with rt 1; after the acknowledgement a Close frame; on a new connection RETRIEVE of the own ' +
      '<AE>, of the <request> and of the container.',
    accepts:
      'The Close frame answered, the AE served (rsc 2000); whether operation and result have survived the close is noted.',
    async run(context) {
      const { sut, expect, note } = context
      const session = await sut.session()
      const reply = await session.create(session.target, resourceType.container, { rn: 'later' }, nonBlocking)
      const address = requestResourceOf(sut, reply)
      acknowledged(context, mode, reply)
      const connection = session.open
      await leave(sut, session)
      const ending = endingSoFar(connection)
      const sent = `${reply.sent} and, after its acknowledgement, a Close frame with 1000`
      judgeEnded(context, ending, { sent, code: 1000 })
      await session.reopen()
      const own = await session.retrieve(session.target)
      expect(own, '6.4-3').to.respond(2000)
      const polled = address === undefined ? undefined : await poll(sut, session, address)
      const effect = await session.retrieve(`${session.target}/later`)
      const result = polled === undefined ? 'no <request> was named' : describeReply(polled.reply.outcome)
      const survived = `after reopening: for the <request> ${result}, for the container ${describeReply(effect.outcome)}`
      note('6.3-2', survived, effect.evidence)
      judgeCompletion(context, ending, { sent })
    },
  })
})
