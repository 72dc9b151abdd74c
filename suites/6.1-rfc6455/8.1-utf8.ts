import { clause } from '../../lib/case/index.js'
import type { BehaviourOf } from '../../lib/spec/index.js'
import { encodeFrame, fragment, opcodes, type FrameOptions } from '../../lib/wire/index.js'
import { endingOf } from '../endings.js'
import { failureAccepts, failureRows, judgeFailing, judgeSurvival } from '../failures.js'
import { fragmentsTaken, servedSession, writeRequest } from '../frames.js'
import { judgeWithoutPrimitive, withoutPrimitiveAccepts } from '../without-primitive.js'
import { groundsOn, statusOf } from '../replies.js'
import { octetsOf, textMessage, textSession } from '../texts.js'

/** What ends a message inside a sequence, behind the last octet of a regular request. */
const cutOff = [
  { id: 'CSE/UTF/120', words: 'one octet of a sequence of two', hex: 'ce' },
  { id: 'CSE/UTF/121', words: 'two octets of a sequence of three', hex: 'e282' },
  { id: 'CSE/UTF/122', words: 'three octets of a sequence of four', hex: 'f09f98' },
] as const

/** Text that goes wrong in the middle of a message, in steps: before it, what is wrong, and the rest. */
const steps = [
  {
    id: 'CSE/UTF/123',
    words: 'all octets of a code point above U+10FFFF in a fragment of their own',
    first: 'cebae1bdb9cf83cebcceb5',
    second: 'f4908080',
    third: '656469746564',
  },
  {
    id: 'CSE/UTF/124',
    words: 'the octet that makes a sequence impossible in a fragment of its own',
    first: 'cebae1bdb9cf83cebcceb5f4',
    second: '90',
    third: '8080656469746564',
  },
] as const

/** Text that goes wrong in the middle of a frame: what may still become a character, and what makes that impossible. */
const insideFrames = [
  { id: 'CSE/UTF/125', words: 'invalid text', lead: '', bad: 'f4908080' },
  { id: 'CSE/UTF/127', words: 'the octet that makes a sequence impossible', lead: 'f4', bad: '90' },
] as const

const row = 'RFC6455/8.1-1'

clause('RFC6455/8.1', 'Handling Errors in UTF-8-Encoded Data', (test) => {
  test('CSE/UTF/111', {
    title: 'does not take U+0000 for an error in UTF-8',
    covers: [row, '6.1-1'],
    sends:
      'CREATE of a contentInstance with a raw U+0000 in its content, which UTF-8 knows and JSON and XML forbid.',
    accepts: withoutPrimitiveAccepts,
    async run(context) {
      // The answer to what is no JSON may well lack an rqi.
      const { session, container } = await textSession(context, 'before', false)
      const { octets, rqi } = textMessage(session, container, Buffer.of(0))
      const connection = session.open
      connection.expectNothing(rqi)
      await judgeWithoutPrimitive(
        context,
        session,
        row,
        'text with a raw U+0000 in the content of a CREATE',
        () => connection.wire.send({ opcode: opcodes.text, payload: octets }),
      )
    },
  })

  for (const { id, words, hex } of cutOff) {
    test(id, {
      title: `fails the connection on a message that ends with ${words}`,
      covers: [row, ...failureRows],
      sends: `CREATE of a contentInstance and behind its last octet ${hex}; the same without that is served first.`,
      accepts: `${failureAccepts} Fitting: 1007.`,
      async run(context) {
        const { session, container } = await textSession(context, 'before')
        const connection = session.open
        const { octets, rqi } = textMessage(session, container, Buffer.from('κ'))
        const responsesBefore = connection.responses.length
        const payload = Buffer.concat([octets, octetsOf(hex)])
        await writeRequest(connection, rqi, () => connection.wire.send({ opcode: opcodes.text, payload }))
        const sent = `a text message that ends with ${words} (${hex})`
        await judgeFailing(context, connection, { sent, row, codes: [1007], responsesBefore })
        await judgeSurvival(context, session, sent)
      },
    })
  }

  for (const { id, words, first, second, third } of steps) {
    test(id, {
      title: `fails the connection on ${words}, at once or at the end of the message`,
      covers: [row, ...failureRows],
      sends: `A text message in three fragments, with ${words}; a ping after the first and the second.`,
      accepts: `${failureAccepts} Fitting: 1007. Before the message is complete or after it: noted.`,
      async run(context) {
        const { sut, classify, inconclusive } = context
        const { session, container } = await textSession(context, 'before')
        await fragmentsTaken(context, session)
        const connection = session.open
        const { octets, at, rqi } = textMessage(session, container, octetsOf(`${first}${second}${third}`))
        const [one, two] = [at + octetsOf(first).length, octetsOf(second).length]
        const frames = fragment(octets, connection.opcode, [one, two])
        const responsesBefore = connection.responses.length
        const send = async (frame: FrameOptions | undefined): Promise<boolean> => {
          await writeRequest(connection, rqi, () => connection.wire.send(frame ?? []))
          return (await connection.wire.roundTrip(sut.system.timeouts.response)).kind === 'pong'
        }
        const sent = `a text message with ${words}`
        if (!(await send(frames[0])))
          return inconclusive('after a valid first fragment a ping was not answered')
        const goesOn = await send(frames[1])
        if (goesOn) await connection.wire.send(frames[2] ?? [])
        const ending = await endingOf(connection, sut.system.timeouts.close)
        const behaviour: BehaviourOf<'invalid-text-found'> =
          ending.kind === 'open' ? 'never' : goesOn ? 'at-the-end' : 'at-once'
        classify('invalid-text-found', behaviour, row, { sent, came: ending.came, evidence: ending.evidence })
        await judgeFailing(context, connection, { sent, row, codes: [1007], responsesBefore })
        await judgeSurvival(context, session, sent)
      },
    })
  }

  for (const { id, words, lead, bad } of insideFrames) {
    test(id, {
      title: `fails the connection on ${words} in the middle of a frame, at once or at its end`,
      covers: [row, ...failureRows],
      waits: true,
      sends: `The header of a text frame and its octets through ${lead === '' ? '' : `${lead}, then `}${bad}; a silence window later the rest.`,
      accepts: `${failureAccepts} Fitting: 1007. Before the frame is complete or after it: noted.`,
      async run(context) {
        const { sut, classify } = context
        const { session, container } = await textSession(context, 'before')
        const connection = session.open
        const octetsUnderTest = octetsOf(`${lead}${bad}`)
        const { octets, at, rqi } = textMessage(session, container, octetsUnderTest)
        const frame = encodeFrame({ opcode: opcodes.text, payload: octets })
        const cut = frame.length - octets.length + at + octetsUnderTest.length
        const before = cut - octetsOf(bad).length
        const responsesBefore = connection.responses.length
        await writeRequest(connection, rqi, () => connection.wire.sendRaw(frame.subarray(0, before)))
        await connection.wire.sendRaw(frame.subarray(before, cut))
        const early = await endingOf(connection, sut.silenceMs)
        if (early.kind === 'open') await connection.wire.sendRaw(frame.subarray(cut))
        const ending = await endingOf(connection, sut.system.timeouts.close)
        const behaviour: BehaviourOf<'invalid-text-found'> =
          ending.kind === 'open' ? 'never' : early.kind === 'open' ? 'at-the-end' : 'at-once'
        const sent = `a text frame with ${lead}${bad} in its content, in pieces`
        classify('invalid-text-found', behaviour, row, { sent, came: ending.came, evidence: ending.evidence })
        await judgeFailing(context, connection, { sent, row, codes: [1007], responsesBefore })
        await judgeSurvival(context, session, sent)
      },
    })
  }

  test('CSE/UTF/126', {
    title: 'minds UTF-8 neither in the payload of a ping nor in that of a pong',
    covers: ['RFC6455/5.5.2-2', '6.1-1'],
    sends: 'A pong and a ping whose payload is no UTF-8.',
    accepts: 'The pong to the ping, and a response afterwards; the end of the connection is not accepted.',
    async run(context) {
      const { sut, expect } = context
      const session = await servedSession(context)
      const connection = session.open
      const payload = octetsOf('eda080fec0af')
      await connection.wire.send([
        { opcode: opcodes.pong, payload },
        { opcode: opcodes.ping, payload },
      ])
      const answer = await connection.wire.next(
        (event) => event.kind === 'pong' && event.payload.equals(payload),
        sut.system.timeouts.response,
      )
      const reply = await session.retrieve(session.target)
      expect(answer.kind === 'pong' && statusOf(reply) === 2000, 'RFC6455/5.5.2-2', {
        ...groundsOn(reply),
        sent: `a pong and a ping with the payload ${payload.toString('hex')}`,
        came: `${answer.kind === 'pong' ? 'the pong' : `no pong (${answer.kind})`}; then ${groundsOn(reply).came}`,
      }).to.equal(true)
    },
  })
})
