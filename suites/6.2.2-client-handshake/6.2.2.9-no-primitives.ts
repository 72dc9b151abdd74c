import { clause } from '../../lib/case/index.js'
import { codecFor, codecSerializations, operation } from '../../lib/primitive/index.js'
import { editionData, type Serialization } from '../../lib/spec/index.js'
import { describeRequest } from '../../lib/sut/index.js'
import { opcodeName } from '../../lib/wire/index.js'
import { accepts, judgeReaction, parties, type NoPrimitive } from '../no-primitives.js'
import { withMember } from '../spellings.js'

const text = (words: string, content: string): NoPrimitive => ({
  words,
  octets: Buffer.from(content, 'utf8'),
})
const binary = (words: string, hex: string): NoPrimitive => ({ words, octets: Buffer.from(hex, 'hex') })

/** Messages that are no primitive in each serialization. */
const noPrimitives: Readonly<Record<Serialization, readonly NoPrimitive[]>> = {
  json: [
    text('an empty message', ''),
    text('ill-formed JSON', '{"op":2,"to":'),
    text('an empty object', '{}'),
    text('an array', '[{"op":2}]'),
    text('a number', '2'),
    text('null', 'null'),
    text('an object without op and rsc', '{"greeting":"hello"}'),
  ],
  xml: [
    text('an empty message', ''),
    text('ill-formed XML', '<m2m:rqp xmlns:m2m="http://www.onem2m.org/xml/protocols"><op>2</op>'),
    text('an empty primitive', '<m2m:rqp xmlns:m2m="http://www.onem2m.org/xml/protocols"/>'),
    text('another root', '<greeting>hello</greeting>'),
    text('no markup', 'hello'),
  ],
  cbor: [
    binary('an empty message', ''),
    binary('a map that is cut off', 'a2626f70'),
    binary('an empty map', 'a0'),
    binary('an array', '81a1626f7002'),
    binary('a number', '02'),
    binary('null', 'f6'),
    binary('a map without op and rsc', 'a1686772656574696e676568656c6c6f'),
  ],
}

/** Levels of nesting that no primitive needs, and that a careless reader does not survive. */
const levels = 5000

/** Ten to the power of nine characters, were it expanded. */
const entities = Array.from(
  { length: 9 },
  (_, index) => `<!ENTITY e${index + 1} "${`&e${index};`.repeat(10)}">`,
).join('')

/** What a regular request becomes when it says too much. */
const excesses: Readonly<Record<Serialization, (octets: Buffer, rqi: string) => readonly NoPrimitive[]>> = {
  json: (octets, rqi) => {
    const request = octets.toString('utf8')
    return [
      text('a request with the member rqi twice', request.replace('"rqi":', `"rqi":"${rqi}","rqi":`)),
      text('a primitive with op and rsc', request.replace('"rqi":', '"rsc":2000,"rqi":')),
      text(
        `content nested ${levels} levels deep`,
        request.replace('"rqi":', `"pc":{"m2m:cin":${'['.repeat(levels)}${']'.repeat(levels)}},"rqi":`),
      ),
    ]
  },
  xml: (octets, rqi) => {
    const request = octets.toString('utf8').replace(/^<\?xml[^>]*\?>/, '')
    const bomb = `<!DOCTYPE m2m:rqp [<!ENTITY e0 "x">${entities}]>`
    return [
      text('a request with the element rqi twice', request.replace('<rqi>', `<rqi>${rqi}</rqi><rqi>`)),
      text('a primitive with op and rsc', request.replace('<rqi>', '<rsc>2000</rsc><rqi>')),
      text(
        `content nested ${levels} levels deep`,
        request.replace('</rqi>', `</rqi><pc>${'<a>'.repeat(levels)}${'</a>'.repeat(levels)}</pc>`),
      ),
      text('a request whose rqi is an entity that expands to very much', bomb + request.replace(rqi, '&e9;')),
    ]
  },
  cbor: (octets) => {
    const more = (words: string, name: string, hex: string): NoPrimitive => ({
      words,
      octets: withMember(octets, name, Buffer.from(hex, 'hex')),
    })
    return [
      more('a request with the member op twice', 'op', '02'),
      more('a primitive with op and rsc', 'rsc', '1907d0'),
      more(`content nested ${levels} levels deep`, 'pc', `a1676d326d3a63696e${'81'.repeat(levels)}80`),
    ]
  },
}

clause('6.2.2.9', 'Subprotocol names and serialization formats: messages that are no primitive', (test) => {
  test('CSE/SER/006', {
    title: 'survives a request in a message with the wrong opcode',
    covers: ['6.2.2.9-4'],
    per: 'serialization',
    hazard: true,
    sends: 'RETRIEVE of the own <AE> with the other data opcode; with the right one it is served first.',
    accepts,
    async run(context) {
      const both = await parties(context)
      const { sender } = both
      const connection = sender.open
      const request = sender.build({ op: operation.retrieve, to: sender.target })
      const opcode = connection.opcode === 1 ? 2 : 1
      const words = `${describeRequest(request)} as ${connection.serialization} in a ${opcodeName(opcode)} message`
      await judgeReaction(context, both, '6.2.2.9-4', { words, octets: connection.encode(request), opcode })
    },
  })

  test('CSE/SER/007', {
    title: 'survives messages that are no primitive',
    covers: ['6.2.2.9-7'],
    per: 'serialization',
    hazard: true,
    sends:
      'Messages with the right opcode that are empty, ill-formed, or well-formed and no primitive, one at a time.',
    accepts,
    async run(context) {
      const both = await parties(context)
      const { opcode } = both.sender.open
      for (const message of noPrimitives[context.serialization]) {
        const outcome = await judgeReaction(context, both, '6.2.2.9-7', { ...message, opcode })
        if (outcome === 'down') return
      }
    },
  })

  test('CSE/SER/024', {
    title: 'survives a request in another serialization than that of its connection',
    covers: ['6.2.2.9-4'],
    per: 'serialization',
    hazard: true,
    sends:
      'RETRIEVE of the own <AE>, well-formed in each other serialization, with the opcode of the connection and with that of ' +
      'the other serialization; in the right one it is served first.',
    accepts: `${accepts} TS-0004 has 4015 for it; other codes are noted.`,
    async run(context) {
      const both = await parties(context)
      const { sender } = both
      for (const other of codecSerializations().filter((name) => name !== context.serialization)) {
        const codec = codecFor(other)
        for (const opcode of new Set([sender.open.opcode, codec.opcode])) {
          const request = sender.build({ op: operation.retrieve, to: sender.target })
          const wrap =
            editionData[context.sut.system.edition].wrapsJson || other === 'xml' ? 'request' : 'none'
          const octets = codec.encode(request, { wrap })
          const words = `${describeRequest(request)} as ${other} in a ${opcodeName(opcode)} message on a connection for ${context.serialization}`
          const outcome = await judgeReaction(context, both, '6.2.2.9-4', { words, octets, opcode })
          if (outcome === 'down') return
        }
      }
    },
  })

  test('CSE/SER/025', {
    title: 'survives a request that is wrapped where the edition has it bare, or the reverse',
    covers: ['6.2.2.9-6'],
    per: 'serialization',
    hazard: true,
    sends:
      'RETRIEVE of the own <AE> in the other form: JSON and CBOR bare in R2.0, inside m2m:rqp in R2A and R3, and in every ' +
      'edition inside m2m:rsp; XML with the root m2m:rsp. In the right form it is served first.',
    accepts,
    async run(context) {
      const both = await parties(context)
      const { sender } = both
      const { serialization } = context
      const { wrapsJson } = editionData[context.sut.system.edition]
      const other = wrapsJson ? ('none' as const) : ('request' as const)
      const forms = serialization === 'xml' ? (['response'] as const) : ([other, 'response'] as const)
      for (const wrap of forms) {
        const request = sender.build({ op: operation.retrieve, to: sender.target })
        const octets = codecFor(serialization).encode(request, { wrap })
        const form = { none: 'without a wrapper', request: 'inside m2m:rqp', response: 'inside m2m:rsp' }[
          wrap
        ]
        const words = `${describeRequest(request)} ${form}`
        const { opcode } = sender.open
        const outcome = await judgeReaction(context, both, '6.2.2.9-6', { words, octets, opcode })
        if (outcome === 'down') return
      }
    },
  })

  test('CSE/SER/026', {
    title: 'survives messages that say two things at once, or that are nested without end',
    covers: ['6.2.2.9-7'],
    per: 'serialization',
    hazard: true,
    sends:
      'RETRIEVE of the own <AE> with a member twice, and with op and rsc; content nested some thousand levels deep; XML with an ' +
      'entity that expands to very much. The regular request is served first.',
    accepts,
    async run(context) {
      const both = await parties(context)
      const { sender } = both
      const request = sender.build({ op: operation.retrieve, to: sender.target })
      const octets = sender.open.encode(request)
      for (const message of excesses[context.serialization](octets, request.rqi)) {
        const { opcode } = sender.open
        const outcome = await judgeReaction(context, both, '6.2.2.9-7', { ...message, opcode })
        if (outcome === 'down') return
      }
    },
  })
})
