import { clause, type CaseContext } from '../../lib/case/index.js'
import { responseType } from '../../lib/primitive/index.js'
import {
  acknowledged,
  insteadOfAcknowledgement,
  isAcknowledgement,
  judgeCode,
  modes,
  poll,
  requestResourceOf,
  resultOf,
  retrieveOwn,
  type Mode,
} from '../non-blocking.js'
import { judgeKept } from '../open-requests.js'
import { groundsOn } from '../replies.js'

/** Judges whether a mode is supported at all (6.5-2): acknowledged, and the result obtained. */
async function judgeSupport({ sut, classify, expect }: CaseContext, mode: Mode): Promise<void> {
  const session = await sut.session()
  const reply = await retrieveOwn(session, mode)
  if (!isAcknowledgement(reply)) {
    classify('non-blocking-offered', insteadOfAcknowledgement(reply), '6.5-2', reply)
    return
  }
  const address = requestResourceOf(sut, reply)
  const obtained =
    mode.rtv === responseType.nonBlockingRequestAsynch
      ? (await session.open.nextRequest((incoming) => resultOf(incoming) !== undefined)).kind === 'received'
      : address !== undefined && (await poll(sut, session, address)).kind === 'finished'
  if (obtained) {
    classify('non-blocking-offered', 'result-obtained', '6.5-2', reply)
  } else {
    const grounds = groundsOn(reply, 'The result of an acknowledged request can be had.')
    expect(obtained, '6.5-2', { ...grounds, came: `${grounds.came}, and no result afterwards` }).to.equal(
      true,
    )
  }
}

clause('6.5', 'Handling of Non-Registration Request: acknowledgement', (test) => {
  for (const [id, mode] of [
    ['CSE/TRF/004', modes.synchronous],
    ['CSE/TRF/013', modes.asynchronous],
  ] as const) {
    test(id, {
      title: `keeps the connection open until it has acknowledged a ${mode.name} request`,
      covers: ['6.5-4', '6.5-2'],
      per: 'serialization',
      needs: [mode.item],
      sends: `RETRIEVE of the own <AE> with rt ${mode.rtv}.`,
      accepts:
        'The acknowledgement on the connection of the request, with the code that the edition has for it; a close before ' +
        'it: fail, noted where the code says that the SUT shuts down; a close after it is judged elsewhere.',
      async run(context) {
        const { sut } = context
        const session = await sut.session()
        const reply = await retrieveOwn(session, mode)
        requestResourceOf(sut, reply)
        judgeKept(context, '6.5-4', session.open, reply.sent, reply)
        acknowledged(context, mode, reply)
        judgeCode(context, '6.5-2', mode, reply)
      },
    })
  }

  test('CSE/TRF/012', {
    title: 'supports the blocking, the non-blocking synchronous and the non-blocking asynchronous mode',
    covers: ['6.5-2'],
    per: 'serialization',
    sends:
      'RETRIEVE of the own <AE> with rt 3, rt 1 and rt 2, leaving out what the ICS declares as not offered.',
    accepts:
      'rsc 2000 to rt 3; to the others an acknowledgement and then the result: pass; an error, or the result at once: ' +
      'warn; no answer: fail.',
    async run(context) {
      const { sut, expect, note } = context
      const session = await sut.session()
      const blocking = { rt: { rtv: responseType.blockingRequest } }
      expect(await session.retrieve(session.target, blocking)).to.respond(2000)
      for (const mode of Object.values(modes)) {
        if (sut.system.configuration.ics[mode.item] === false) {
          note(
            '6.5-2',
            `the ICS declares ${mode.item} as not offered, so ${mode.name} requests were not tried`,
          )
        } else {
          await judgeSupport(context, mode)
        }
      }
    },
  })
})
