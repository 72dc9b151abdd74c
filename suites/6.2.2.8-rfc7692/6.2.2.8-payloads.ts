import { clause, type CaseContext } from '../../lib/case/index.js'
import type { CaseId } from '../../lib/spec/index.js'
import { MessageDeflater, permessageDeflate } from '../../lib/wire/index.js'
import {
  clientSide,
  compressedFragments,
  compressingSession,
  contentRequest,
  declining,
  judgeStored,
  storeInFrames,
  unrepetitiveText,
} from '../compressed-requests.js'
import { compressibleText } from '../contents.js'

/** What the content of a request is like: how well it compresses, and into what. */
interface Payload {
  readonly id: CaseId
  readonly words: string
  /** Text of at least so many characters. */
  readonly text: (length: number) => string
}

/** Repeats what a function makes of a counter until there is enough of it. */
function repeated(length: number, part: (index: number) => string): string {
  const parts: string[] = []
  for (let size = 0; size < length;) {
    const next = part(parts.length)
    parts.push(next)
    size += next.length
  }
  return parts.join('')
}

function json(length: number): string {
  return repeated(
    length,
    (index) => `{"id":${index},"name":"sensor-${index % 7}","value":${(index * 37) % 101},"unit":"°C"},`,
  )
}

function html(length: number): string {
  return repeated(
    length,
    (index) => `<tr class="row-${index % 2}"><td>${index}</td><td>&lt;größer&gt;</td></tr>\n`,
  )
}

/** Words in an order that does not repeat soon, of scripts with one to four octets a character. */
function prose(length: number): string {
  const words = [
    'water',
    'level',
    'rises',
    'Österreich',
    'температура',
    '測定値',
    '𝄞',
    'since',
    'yesterday',
    '—',
  ]
  let state = 7
  return repeated(length, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return `${words[state % words.length] ?? ''} `
  })
}

/** Base64 of octets in long runs, as of a bitmap. */
function bitmap(length: number): string {
  const octets = Buffer.from(Array.from({ length }, (_, index) => ((index >> 7) * 85) & 255))
  return octets.toString('base64')
}

const payloads: readonly Payload[] = [
  { id: 'CSE/PMD/130', words: 'JSON', text: json },
  { id: 'CSE/PMD/131', words: 'HTML', text: html },
  { id: 'CSE/PMD/132', words: 'prose in several scripts', text: prose },
  { id: 'CSE/PMD/133', words: 'a bitmap in base64', text: bitmap },
  {
    id: 'CSE/PMD/134',
    words: 'random letters, which hardly compress',
    text: (length) => unrepetitiveText(length),
  },
]

/** Offers, in which each demand on the server stands alone and with the others, and a list of three. */
const offers: readonly (readonly [id: CaseId, parameters: string])[] = [
  ['CSE/PMD/135', ''],
  ['CSE/PMD/136', '; server_no_context_takeover'],
  ['CSE/PMD/137', '; server_max_window_bits=9'],
  ['CSE/PMD/138', '; server_max_window_bits=15'],
  ['CSE/PMD/139', '; server_no_context_takeover; server_max_window_bits=9'],
  ['CSE/PMD/140', '; server_no_context_takeover; server_max_window_bits=15'],
  [
    'CSE/PMD/141',
    `; server_no_context_takeover; server_max_window_bits=9, ${permessageDeflate}; server_no_context_takeover, ${permessageDeflate}`,
  ],
]

/** Characters of the content, and octets of each fragment; one frame where there are none. */
type Size = readonly [characters: number, fragment?: number]

const sizesOfPayloads: readonly Size[] = [[16], [64], [256], [1024], [4096], [8192, 256], [32_768, 4096]]
const sizesOfOffers: readonly Size[] = [[16], [256], [1024, 100], [4096], [8192, 256]]

/** Beyond the window within one message; a compressed frame with a length of 64 bits, and a message of many of them. */
const largeSizes: readonly Size[] = [[65_536], [131_072], [131_072, 4096]]

/** Contents that are sent at those sizes: one that refers back everywhere, and one that hardly becomes shorter. */
const largePayloads: readonly Payload[] = [
  { id: 'CSE/PMD/152', words: 'large JSON', text: json },
  {
    id: 'CSE/PMD/153',
    words: 'many random letters, which hardly compress',
    text: (length) => unrepetitiveText(length),
  },
]

const rows = ['6.2.3.6-2', '6.2.2.8-2'] as const

const accepts =
  'Each content comes back as it was sent; beyond 1 KiB an error or Close with 1009 ends the case without a verdict on it. ' +
  `Another error, a close, or another content is not accepted. ${declining}`

/**
 * Stores contents of growing size, compressed on one connection, and reads each of them back. Where a limit of the SUT,
 * declared or shown, leaves none of them the case is inapplicable.
 */
async function roundTrips(
  context: CaseContext,
  offer: string,
  text: Payload['text'],
  sizes: readonly Size[],
): Promise<void> {
  const session = await compressingSession(context, offer)
  const container = await session.container('data')
  const { open: connection } = session
  const deflater = new MessageDeflater(clientSide(connection))
  const { maxMessage } = context.sut.system.configuration.sut
  let kept = 0
  for (const [characters, fragment] of sizes) {
    // Cut between characters, not inside of one.
    const content = Array.from(text(characters)).slice(0, characters).join('')
    const request = contentRequest(session, container, content)
    const octets = connection.encode(request)
    if (maxMessage !== 'auto' && octets.length > maxMessage) break
    const data = deflater.deflate(octets)
    const frames = compressedFragments(connection.opcode, data, fragment ?? [data.length])
    const cut = fragment === undefined ? 'in one frame' : `in fragments of ${fragment} octets`
    const words = `a compressed message, a content of ${characters} characters, ${cut}`
    const stored = await storeInFrames(session, request, content, words, frames)
    const outcome = judgeStored(context, session, rows, stored)
    if (outcome === 'lost') return
    if (outcome === 'limited') {
      context.note('6.2.3.6-2', `the SUT takes no ${words}`, stored.created.evidence)
      break
    }
    kept += 1
  }
  if (kept === 0) context.inapplicable('the SUT takes no messages of this size')
}

function inWords(sizes: readonly Size[]): string {
  return `${sizes.length} CREATEs of contentInstances of ${sizes.map(([characters]) => characters).join(', ')} characters`
}

clause('6.2.2.8', 'Sec-WebSocket-Extensions header: payloads', (test) => {
  for (const { id, words, text } of payloads) {
    test(id, {
      title: `carries ${words} both ways, compressed`,
      covers: rows,
      needs: ['permessageDeflate'],
      sends: `${inWords(sizesOfPayloads)} of ${words}, compressed, some of them in fragments, each read back.`,
      accepts,
      run: (context) => roundTrips(context, permessageDeflate, text, sizesOfPayloads),
    })
  }

  for (const { id, words, text } of largePayloads) {
    test(id, {
      title: `carries ${words} both ways, compressed`,
      covers: rows,
      needs: ['permessageDeflate'],
      hazard: true,
      sends: `${inWords(largeSizes)} of ${words}, compressed, the last one in fragments of 4096 octets, each read back.`,
      accepts,
      run: (context) => roundTrips(context, permessageDeflate, text, largeSizes),
    })
  }

  for (const [id, parameters] of offers) {
    const offer = `${permessageDeflate}${parameters}; client_max_window_bits`
    test(id, {
      title: `carries contents both ways on a connection opened with "${offer}"`,
      covers: rows,
      needs: ['permessageDeflate'],
      sends: `${inWords(sizesOfOffers)} of JSON, compressed, some of them in fragments, each read back.`,
      accepts,
      run: (context) => roundTrips(context, offer, json, sizesOfOffers),
    })
  }

  test('CSE/PMD/142', {
    title: 'takes compressed requests and answers them in each serialization',
    covers: rows,
    needs: ['permessageDeflate'],
    per: 'serialization',
    sends:
      'Two CREATEs of contentInstances in compressed messages, each content read back by a compressed request.',
    accepts: `Each content comes back as it was sent. An error, a close, or another content is not accepted. ${declining}`,
    async run(context) {
      const session = await compressingSession(context)
      const container = await session.container('data')
      session.open.compressing = true
      for (const content of [compressibleText(900), 'x']) {
        const created = await session.requestAs(contentRequest(session, container, content))
        const read = await session.retrieve(`${container}/la`)
        const stored = { sent: `${created.sent} in a compressed message`, content, created, read }
        if (judgeStored(context, session, rows, stored) !== 'kept') return
      }
    },
  })
})
