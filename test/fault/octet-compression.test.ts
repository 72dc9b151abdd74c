import { expect } from 'chai'
import { FrameReader } from '../../lib/fault/frame-reader.js'
import { acceptance, begin, framesThrough, headThrough, hex, octet, request } from './support.js'

const key = '00000000'
const field = 'Sec-WebSocket-Extensions'
const offered = request.withLine(`${field}: permessage-deflate`)
const agreed = acceptance.withLine(`${field}: permessage-deflate`)

/** A compressed "Hello", one that refers to it, and a final block (RFC 7692 7.2.3). */
const hello = `c187 ${key} f248cdc9c90700`
const again = `c185 ${key} f200110000`
const final = `c188 ${key} f348cdc9c9070000`
const corrupt = `c181 ${key} ff`

/** What the server behind the fault gets, and what goes back to the client. */
const plainHello = '8185000000 0048656c6c6f'
const closed = (code: string): readonly string[] => [`reply 8802${code}`, 'end']

/** What each fault makes of messages of the client on a connection with compression. */
const fromClient: Readonly<Record<string, readonly [given: string, sent: readonly string[]]>> = {
  'client-window-forgotten': [`${hello} ${again}`, [plainHello, ...closed('03ef')]],
  'client-window-of-128': [`${hello} ${again}`, [plainHello, plainHello]],
  'fixed-blocks-refused': [hello, closed('03ef')],
  'stored-blocks-refused': [`c18b ${key} 000500faff48656c6c6f00`, closed('03ef')],
  'several-blocks-refused': [`c18d ${key} f24805000000ffffcac9c90700`, closed('03ef')],
  'final-blocks-refused': [final, closed('03ef')],
  'nothing-after-final-block': [`${final} ${hello}`, [plainHello, `8180${key}`]],
  'empty-compressed-fragments-refused': [`4180 ${key} 8087 ${key} f248cdc9c90700`, closed('03ea')],
  'uncompressed-fragments-refused': [`0181 ${key} 61`, closed('03ea')],
  'inflated-text-not-checked': [`c183 ${key} fa0f00`, [`8180${key}`]],
  'reserved-bits-of-compressed-messages-ignored': [hello.replace('c1', 'f1'), [hello]],
  'corrupt-data-ignored': [corrupt, []],
  'unreadable-data-taken-as-plain': [corrupt, [`8181${key}ff`]],
  'stored-lengths-not-compared': [`c18b ${key} 000500faf048656c6c6f00`, [plainHello]],
  'zlib-and-gzip-taken': [`c189 ${key} 789cf248cdc9c90700`, [plainHello]],
}

/** Without the blanks that are for the reader; those of words stay. */
const plain = (text: string): string => (text.startsWith('reply') ? text : text.replaceAll(' ', ''))

describe('octet faults in compressed messages of the client', () => {
  for (const [id, [given, sent]] of Object.entries(fromClient)) {
    it(`${id}: ${octet(id).text}`, () => {
      const opening = { request: offered, answer: agreed }
      expect(framesThrough('fromClient', begin(id), hex(given), opening)).to.deep.equal(sent.map(plain))
    })

    it(`${id} leaves connections without compression as they are`, () => {
      const through = framesThrough('fromClient', begin(id), hex(given), { request, answer: acceptance })
      const untouched = new FrameReader()
        .push(hex(given))
        .map((piece) => (piece.kind === 'frame' ? piece.frame.octets.toString('hex') : ''))
      expect(through).to.deep.equal(untouched)
    })
  }

  it('inflate what is right as it should be', () => {
    for (const id of [
      'final-blocks-refused',
      'corrupt-data-ignored',
      'bomb-swallowed',
      'client-window-of-4096',
    ]) {
      const opening = { request: offered, answer: agreed }
      const through = framesThrough('fromClient', begin(id), hex(`${hello} ${again}`), opening)
      expect(through, id).to.deep.equal([plainHello, plainHello].map(plain))
    }
  })
})

describe('octet faults in offers of compression', () => {
  const read: Readonly<Record<string, readonly [offer: string, seen: string]>> = {
    'quoted-values-overlooked': ['permessage-deflate; a="1"; b', 'permessage-deflate; b'],
    'parameters-of-offers-not-read': ['permessage-deflate; a=1; b, x; c', 'permessage-deflate, x'],
    'blanks-around-equals-misread': ['permessage-deflate; a = 1; b=2', 'permessage-deflate; b=2'],
  }
  for (const [id, [offer, seen]] of Object.entries(read)) {
    it(`${id}: ${octet(id).text}`, () => {
      const head = headThrough('request', begin(id), request.withLine(`${field}: ${offer}`))
      expect(head).to.include(`${field}: ${seen}\r\n`)
    })
  }

  it('first-extensions-field-only reads one field of several', () => {
    const two = offered.withLine(`${field}: x`)
    const head = headThrough('request', begin('first-extensions-field-only'), two)
    expect(head.match(/Sec-WebSocket-Extensions: .*/g)).to.deep.equal([`${field}: permessage-deflate`])
  })
})
