import { clause, type CaseContext } from '../../lib/case/index.js'
import type { BehaviourOf } from '../../lib/spec/index.js'
import { encodeFrame, opcodes, type FrameOptions } from '../../lib/wire/index.js'
import {
  endingAfterViolation,
  failureAccepts,
  failureRows,
  judgeFailing,
  judgeSurvival,
} from '../failures.js'
import {
  exchangeFrames,
  isServed,
  pingAnswered,
  servedSession,
  shortRetrieve,
  writeRequest,
} from '../frames.js'
import { endingSoFar } from '../endings.js'
import { statusOf } from '../replies.js'
import { sizedFrames } from '../sized-requests.js'

/** Requests and pings whose length is written in more octets than it needs. */
const longer = [
  { id: 'CSE/FRM/090', what: 'request', size: 125, lengthBits: 16 },
  { id: 'CSE/FRM/091', what: 'request', size: 125, lengthBits: 64 },
  { id: 'CSE/FRM/092', what: 'request', size: 300, lengthBits: 64 },
  { id: 'CSE/FRM/093', what: 'ping', size: 5, lengthBits: 16 },
  { id: 'CSE/FRM/094', what: 'ping', size: 125, lengthBits: 64 },
] as const

/** 64-bit lengths whose most significant bit is set, which RFC 6455 5.2 forbids. */
const topBits = [
  {
    id: 'CSE/FRM/095',
    words: 'a 64-bit length with the top bit set and the right value below it',
    length: (size: bigint) => 2n ** 63n + size,
  },
  { id: 'CSE/FRM/096', words: 'a 64-bit length with all bits set', length: () => 2n ** 64n - 1n },
] as const

/** Lengths that are legal and that nobody has the octets for. */
const enormous = [
  { id: 'CSE/FRM/097', words: '2^31 octets', length: 2n ** 31n },
  { id: 'CSE/FRM/098', words: '2^62 octets', length: 2n ** 62n },
] as const

/** How a frame went whose length is not in its shortest form. */
async function behaviourOn(
  context: CaseContext,
  { what, size, lengthBits }: (typeof longer)[number],
): Promise<void> {
  const { sut, classify } = context
  const session = await servedSession(context)
  const connection = session.open
  const sent = `a ${what} of ${size} octets with its length in ${lengthBits} bits`
  let served: boolean
  if (what === 'ping') {
    await pingAnswered(context, session)
    const payload = Buffer.alloc(size, 'l')
    await connection.wire.send({ opcode: opcodes.ping, payload, lengthBits })
    const answer = await connection.wire.next(
      (event) => event.kind === 'close' || (event.kind === 'pong' && event.payload.equals(payload)),
      sut.system.timeouts.response,
    )
    served = answer.kind === 'pong'
  } else {
    const { request, frames, wantedCode } = await sizedFrames(context, session, size, { lengthBits })
    served = statusOf(await exchangeFrames(session, request, frames)) === wantedCode
  }
  const ending = served ? endingSoFar(connection) : await endingAfterViolation(context, connection)
  const behaviour: BehaviourOf<'length-not-minimal'> = served
    ? 'served'
    : ending.kind === 'open'
      ? 'no-reaction'
      : ending.kind
  const came = served ? 'the answer to it' : ending.came
  classify('length-not-minimal', behaviour, 'RFC6455/10.7-1', { sent, came, evidence: ending.evidence })
  await judgeSurvival(context, session, sent)
}

clause('RFC6455/5.2', 'Base Framing Protocol: encodings of the length', (test) => {
  for (const row of longer) {
    const { id, what, size, lengthBits } = row
    test(id, {
      title: `takes or refuses a ${what} of ${size} octets with its length in ${lengthBits} bits`,
      covers: ['RFC6455/10.7-1', '6.1-1'],
      sends: `A ${what} of ${size} octets whose length is written in ${lengthBits} bits; one in the shortest form is answered first.`,
      accepts:
        'A Close frame: pass; the answer as if the length were right: noted; the end of TCP alone: warn; silence: fail.',
      run: (context) => behaviourOn(context, row),
    })
  }

  for (const { id, words, length } of topBits) {
    test(id, {
      title: `fails the connection on ${words}`,
      covers: [...failureRows],
      sends: `RETRIEVE of the own <AE> in a frame with ${words}; the same with the right length is served first.`,
      accepts: `${failureAccepts} Fitting: 1002, 1009.`,
      async run(context) {
        const session = await servedSession(context)
        const connection = session.open
        const request = shortRetrieve(session)
        const payload = connection.encode(request)
        const frame: FrameOptions = {
          opcode: connection.opcode,
          payload,
          declaredLength: length(BigInt(payload.length)),
          lengthBits: 64,
        }
        const responsesBefore = connection.responses.length
        await writeRequest(connection, request.rqi, () => connection.wire.send(frame))
        const sent = `a request in a frame with ${words}`
        await judgeFailing(context, connection, {
          sent,
          row: 'RFC6455/10.7-1',
          codes: [1002, 1009],
          responsesBefore,
        })
        await judgeSurvival(context, session, sent)
      },
    })
  }
})

clause('RFC6455/10.4', 'Implementation-Specific Limits', (test) => {
  for (const { id, words, length } of enormous) {
    test(id, {
      title: `is not brought down by a frame that declares ${words}`,
      covers: ['RFC6455/10.4-1', 'RFC6455/10.7-1', '6.1-1'],
      hazard: true,
      sends: `The header of a text frame of ${words} and a kibioctet of it, while another AE goes on.`,
      accepts:
        'Close with 1009: pass; another Close frame, or a connection that waits for the rest while others are served: ' +
        'noted; the end of TCP alone: warn; others not served: fail.',
      async run(context) {
        const { classify } = context
        const [session, bystander] = [await servedSession(context), await servedSession(context)]
        const connection = session.open
        const head = encodeFrame({ opcode: connection.opcode, declaredLength: length, lengthBits: 64 })
        await connection.wire.sendRaw(Buffer.concat([head, Buffer.alloc(1024, ' ')]))
        const ending = await endingAfterViolation(context, connection)
        const other = await isServed(bystander)
        const behaviour: BehaviourOf<'enormous-length'> = !other
          ? 'others-hurt'
          : ending.kind === 'open'
            ? 'waits-for-the-rest'
            : ending.kind === 'bare-drop'
              ? 'bare-drop'
              : ending.code === 1009
                ? 'close-1009'
                : 'another-close-frame'
        const sent = `the beginning of a frame of ${words}`
        classify('enormous-length', behaviour, 'RFC6455/10.4-1', {
          sent,
          came: ending.came,
          evidence: ending.evidence,
        })
        await judgeSurvival(context, session, sent)
      },
    })
  }
})
