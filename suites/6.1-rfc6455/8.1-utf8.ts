import { clause, type CaseContext } from '../../lib/case/index.js'
import type { BehaviourOf } from '../../lib/spec/index.js'
import { encodeFrame, fragment, opcodes, type FrameOptions } from '../../lib/wire/index.js'
import { contentOf } from '../contents.js'
import { endingOf, endingSoFar } from '../endings.js'
import { failureAccepts, failureRows, judgeFailing, judgeSurvival } from '../failures.js'
import { groundsOn, statusOf } from '../replies.js'
import { textForms, textMessage, textSession } from '../texts.js'

/** Valid text by classes of UTF-8; each class is stored and read back as a whole. */
const classes = [
  {
    id: 'CSE/UTF/100',
    words: 'sequences of one to four octets',
    hex: '68656c6c6f24776f726c64 68656c6c6fc2a2776f726c64 68656c6c6fe282ac776f726c64 68656c6c6ff0a4ada2776f726c64',
  },
  {
    id: 'CSE/UTF/101',
    words: 'words in German and Greek',
    hex: '48656c6c6f2dc2b540c39fc3b6c3a4c3bcc3a0c3a12d5554462d382121 cebae1bdb9cf83cebcceb5',
  },
  { id: 'CSE/UTF/102', words: 'the first code point of each length', hex: 'c280 e0a080 f0908080' },
  { id: 'CSE/UTF/103', words: 'the last code point of each length', hex: 'dfbf efbfbd f48fbfbf' },
  { id: 'CSE/UTF/104', words: 'the code points around the surrogates', hex: 'ed9fbf ee8080' },
  {
    id: 'CSE/UTF/105',
    words: 'the specials of the Basic Multilingual Plane',
    hex: 'efbfb9 efbfba efbfbb efbfbc efbfbd',
  },
  {
    id: 'CSE/UTF/106',
    words: 'the non-characters of the planes 1 to 8',
    hex: 'f09fbfbe f09fbfbf f0afbfbe f0afbfbf f0bfbfbe f0bfbfbf f18fbfbe f18fbfbf f19fbfbe f19fbfbf f1afbfbe f1afbfbf f1bfbfbe f1bfbfbf f28fbfbe f28fbfbf',
  },
  {
    id: 'CSE/UTF/107',
    words: 'the non-characters of the planes 9 to 16',
    hex: 'f29fbfbe f29fbfbf f2afbfbe f2afbfbf f2bfbfbe f2bfbfbf f38fbfbe f38fbfbf f39fbfbe f39fbfbf f3afbfbe f3afbfbf f3bfbfbe f3bfbfbf f48fbfbe f48fbfbf',
  },
  {
    id: 'CSE/UTF/108',
    words: 'the prefixes of "κόσμε" that end with a character',
    hex: 'ceba cebae1bdb9 cebae1bdb9cf83 cebae1bdb9cf83cebc cebae1bdb9cf83cebcceb5',
  },
  {
    id: 'CSE/UTF/109',
    words: 'combining and right-to-left characters, and an emoji of several code points',
    hex: '65cc81 d7a9d79cd795d79d f09f91a8e2808df09f91a9e2808df09f91a7',
  },
] as const

/** Valid text that XML 1.0 does not allow, however it is written. */
const notInXml = [
  { id: 'CSE/UTF/110', words: 'DEL and the non-characters U+FFFE and U+FFFF', hex: '7f efbfbe efbfbf' },
] as const

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

const row = 'RFC6455/8.1-1'

function octetsOf(hex: string): Buffer {
  return Buffer.from(hex.replaceAll(' ', ''), 'hex')
}

/** Code points of text as the vendor reads them. */
function codePoints(text: string): string {
  const name = (character: string): string => {
    const point = character.codePointAt(0) ?? 0
    return `U+${point.toString(16).toUpperCase().padStart(4, '0')}`
  }
  return Array.from(text, name).join(' ')
}

/** Stores text in each form and reads it back. */
async function judgeText(context: CaseContext, words: string, octets: Buffer): Promise<void> {
  const { expect } = context
  const { session, container } = await textSession(context, 'before')
  const text = octets.toString('utf8')
  for (const form of textForms) {
    if (session.open.ended !== undefined) await session.reopen()
    const connection = session.open
    const message = textMessage(session, container, octets)
    const outcome = await connection.exchange(message.rqi, () => form.write(connection, message))
    const code = outcome.kind === 'response' ? outcome.response.rsc : undefined
    const sent = `a CREATE with ${words} as its content, ${form.words}`
    const evidence = 'evidence' in outcome ? outcome.evidence : connection.evidence(0)
    expect(code, 'RFC6455/5.6-2', {
      sent,
      came: code === undefined ? `${outcome.kind}, ${endingSoFar(connection).came}` : `rsc ${code}`,
      evidence,
      wanted: 'Text that is UTF-8 is taken, wherever a frame ends.',
    }).to.equal(2001)
    if (code !== 2001) continue
    const read = await session.retrieve(`${container}/la`)
    const content = contentOf(read)
    expect(content, '5.2-16', {
      ...groundsOn(read, `The content is ${codePoints(text)}.`),
      sent,
      came: typeof content === 'string' ? `the content ${codePoints(content)}` : groundsOn(read).came,
    }).to.equal(text)
  }
  const trip = await session.open.wire.roundTrip(context.sut.system.timeouts.response)
  expect(trip.kind === 'pong', 'RFC6455/5.6-2', {
    sent: `${words}, then a ping`,
    came: trip.kind,
    evidence: session.open.evidence('evidence' in trip ? trip.evidence : 0),
    wanted: 'The connection goes on.',
  }).to.equal(true)
}

clause('RFC6455/5.6', 'Data Frames: valid text', (test) => {
  const accepts =
    'rsc 2001, and the content code point by code point as it was sent; an error, the end of the connection, silence or ' +
    'other content is not accepted.'
  const sends = (words: string): string =>
    `CREATE of a contentInstance with ${words} as content in ${textForms.length} forms, then RETRIEVE of it.`
  for (const { id, words, hex } of classes) {
    test(id, {
      title: `takes ${words}, also when frames end inside a character`,
      covers: ['RFC6455/5.6-2', '5.2-16', '6.1-1'],
      sends: sends(words),
      accepts,
      run: (context) => judgeText(context, words, octetsOf(hex)),
    })
  }
  for (const { id, words, hex } of notInXml) {
    test(id, {
      title: `takes ${words}, also when frames end inside a character`,
      covers: ['RFC6455/5.6-2', '5.2-16', '6.1-1'],
      sends: sends(words),
      accepts,
      run: (context) =>
        context.serialization === 'xml'
          ? context.inconclusive(
              'XML 1.0 has no place for these characters, and the SUT offers no other text format',
            )
          : judgeText(context, words, octetsOf(hex)),
    })
  }
})

clause('RFC6455/8.1', 'Handling Errors in UTF-8-Encoded Data', (test) => {
  test('CSE/UTF/111', {
    title: 'does not take U+0000 for an error in UTF-8',
    covers: [row, '6.1-1'],
    sends:
      'CREATE of a contentInstance with a raw U+0000 in its content, which UTF-8 knows and JSON and XML forbid.',
    accepts:
      'Any response, or Close with another code than 1002 and 1007; those two, TCP ended without a Close frame, or silence are not accepted.',
    async run(context) {
      const { sut, expect } = context
      // The answer to what is no JSON may well lack an rqi.
      const { session, container } = await textSession(context, 'before', false)
      const connection = session.open
      const { octets } = textMessage(session, container, Buffer.of(0))
      const responsesBefore = connection.responses.length
      await connection.wire.send({ opcode: connection.opcode, payload: octets })
      const deadline = sut.system.timeouts.response
      const answered = await connection.wire.next(
        (event) => event.kind === 'close' || event.kind === 'message',
        deadline,
      )
      const { kind, code, came, evidence } = endingSoFar(connection)
      const response = connection.responses.length > responsesBefore
      const trip = kind === 'open' && !response ? await connection.wire.roundTrip(deadline) : undefined
      const alive = response || trip?.kind === 'pong'
      const closedOtherwise = kind === 'close-frame' && code !== 1002 && code !== 1007
      expect(alive || closedOtherwise, row, {
        sent: 'text with a raw U+0000 in the content of a CREATE',
        came: response ? 'a response' : answered.kind === 'timeout' ? 'no response' : came,
        evidence,
        wanted: 'The message is UTF-8, so the connection is not failed for its octets.',
      }).to.equal(true)
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
        const { octets } = textMessage(session, container, Buffer.from('κ'))
        const responsesBefore = connection.responses.length
        await connection.wire.send({
          opcode: connection.opcode,
          payload: Buffer.concat([octets, octetsOf(hex)]),
        })
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
        const connection = session.open
        const { octets, at } = textMessage(session, container, octetsOf(`${first}${second}${third}`))
        const [one, two] = [at + octetsOf(first).length, octetsOf(second).length]
        const frames = fragment(octets, connection.opcode, [one, two])
        const responsesBefore = connection.responses.length
        const send = async (frame: FrameOptions | undefined): Promise<boolean> => {
          await connection.wire.send(frame ?? [])
          return (await connection.wire.roundTrip(sut.system.timeouts.response)).kind === 'pong'
        }
        const sent = `a text message with ${words}`
        if (!(await send(frames[0])))
          return inconclusive('a valid first fragment already ended the connection')
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

  test('CSE/UTF/125', {
    title: 'fails the connection on invalid text in the middle of a frame, at once or at its end',
    covers: [row, ...failureRows],
    sends:
      'The header of a text frame and its octets through the invalid ones; a silence window later the rest.',
    accepts: `${failureAccepts} Fitting: 1007. Before the frame is complete or after it: noted.`,
    async run(context) {
      const { sut, classify } = context
      const { session, container } = await textSession(context, 'before')
      const connection = session.open
      const bad = octetsOf('f4908080')
      const { octets, at } = textMessage(session, container, bad)
      const frame = encodeFrame({ opcode: opcodes.text, payload: octets })
      const cut = frame.length - octets.length + at + bad.length
      const responsesBefore = connection.responses.length
      await connection.wire.sendRaw(frame.subarray(0, cut))
      const early = await endingOf(connection, sut.silenceMs)
      if (early.kind === 'open') await connection.wire.sendRaw(frame.subarray(cut))
      const ending = await endingOf(connection, sut.system.timeouts.close)
      const behaviour: BehaviourOf<'invalid-text-found'> =
        ending.kind === 'open' ? 'never' : early.kind === 'open' ? 'at-the-end' : 'at-once'
      const sent = 'a text frame with f4908080 in its content, in two pieces'
      classify('invalid-text-found', behaviour, row, { sent, came: ending.came, evidence: ending.evidence })
      await judgeFailing(context, connection, { sent, row, codes: [1007], responsesBefore })
      await judgeSurvival(context, session, sent)
    },
  })

  test('CSE/UTF/126', {
    title: 'minds UTF-8 neither in the payload of a ping nor in that of a pong',
    covers: ['RFC6455/5.5.2-2', '6.1-1'],
    sends: 'A pong and a ping whose payload is no UTF-8.',
    accepts: 'The pong to the ping, and a response afterwards; the end of the connection is not accepted.',
    async run(context) {
      const { sut, expect } = context
      const { session } = await textSession(context, 'before')
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
