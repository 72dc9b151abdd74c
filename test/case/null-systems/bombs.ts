import { constants, deflateRawSync } from 'node:zlib'
import { opcodes } from '../../../lib/wire/index.js'
import { text } from './primitives.js'
import { accepting, flood, onFrames, politely, serverFrame, type Behaviour } from './server.js'
import { manners, type NullSystem } from './system.js'

const registration = [/^CSE\/REG\/001@/, '5.2-4'] as const

/** So many zeros, compressed to a thousandth. */
function deflateBomb(octets: number): Buffer {
  const flushed = deflateRawSync(Buffer.alloc(octets), { finishFlush: constants.Z_SYNC_FLUSH })
  return flushed.subarray(0, flushed.length - 4)
}

const bomb = deflateBomb(64 * 1024 * 1024)

const deflateFrame = (payload: Buffer): Buffer => serverFrame({ opcode: opcodes.text, rsv: 4, payload })

function lol(depth: number): string {
  const entities = Array.from({ length: depth }, (_, level) =>
    level === 0 ? '<!ENTITY l0 "lol">' : `<!ENTITY l${level} "${`&l${level - 1};`.repeat(10)}">`,
  )
  return (
    `<?xml version="1.0"?><!DOCTYPE m2m:rsp [${entities.join('')}]>` +
    `<m2m:rsp xmlns:m2m="http://www.onem2m.org/xml/protocols"><rsc>2000</rsc><rqi>&l${depth - 1};</rqi></m2m:rsp>`
  )
}

const deepXml = `${'<a>'.repeat(200_000)}${'</a>'.repeat(200_000)}`
const wideXml = `<m2m:rsp xmlns:m2m="http://www.onem2m.org/xml/protocols">${'<a/>'.repeat(500_000)}</m2m:rsp>`
const deepJson = '{"a":'.repeat(200_000)
const wideJson = `{${Array.from({ length: 200_000 }, (_, index) => `"m${index}":[]`).join(',')}}`
const deepCbor = Buffer.alloc(200_000, 0x81)
/** A map of 2^40 pairs, an array of 2^62 elements, a text of 2^62 octets. */
const wideCbor = ['bb0000010000000000', '9b4000000000000000', '7b4000000000000000'].map((header) =>
  Buffer.from(header, 'hex'),
)
const manyCbor = Buffer.concat([Buffer.from('9a000f4240', 'hex'), Buffer.alloc(1_000_000, 0xa0)])

/** Answers each message in the serialization of its connection with a bomb of that serialization. */
function answeringBombs(of: Readonly<Record<'json' | 'xml' | 'cbor', readonly Buffer[]>>): Behaviour {
  return accepting((socket, head, rest) => {
    const [name = ''] = head.list('sec-websocket-protocol')
    const serialization = (['json', 'xml', 'cbor'] as const).find((each) => name.toLowerCase().endsWith(each))
    const chosen = of[serialization ?? 'json']
    let at = 0
    onFrames(socket, rest, (received) => {
      politely(received, socket)
      const payload = chosen[at % chosen.length]
      if (received.kind !== 'message' || payload === undefined) return
      at += 1
      socket.write(serverFrame({ opcode: serialization === 'cbor' ? 2 : 1, payload }))
    })
  })
}

/** Systems that send little which becomes much. */
export const bombs: readonly NullSystem[] = [
  {
    id: 'deflate-bomb',
    does: 'sends compressed messages of 64 MiB in 64 KiB each',
    expects: { exitCode: 1, finding: registration, earned: [...manners, /^CSE\/PMD\//], seconds: 180 },
    behaviour: accepting(
      (socket, head, rest) => {
        const compresses = head.values('sec-websocket-extensions').some((value) => value.includes('deflate'))
        onFrames(socket, rest, (received) => {
          politely(received, socket)
          if (received.kind === 'message') socket.write(compresses ? deflateFrame(bomb) : text('{}'))
        })
        if (compresses) flood(socket, deflateFrame(bomb))
      },
      (head) =>
        head.values('sec-websocket-extensions').some((value) => value.includes('deflate'))
          ? 'permessage-deflate'
          : undefined,
    ),
  },
  {
    id: 'primitive-bombs',
    does: 'answers with entities that multiply, with nesting without end, and with lengths beyond all memory',
    expects: { exitCode: 1, finding: registration, earned: manners, seconds: 180 },
    behaviour: answeringBombs({
      json: [deepJson, wideJson].map((each) => Buffer.from(each)),
      xml: [lol(30), deepXml, wideXml].map((each) => Buffer.from(each)),
      cbor: [deepCbor, ...wideCbor, manyCbor],
    }),
  },
]
