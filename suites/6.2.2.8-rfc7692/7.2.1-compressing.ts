import { clause, type CaseContext } from '../../lib/case/index.js'
import { resourceType } from '../../lib/primitive/index.js'
import type { CaseId, RequirementId } from '../../lib/spec/index.js'
import { required, type PrimitiveConnection, type Session } from '../../lib/sut/index.js'
import { permessageDeflate, readDeflate } from '../../lib/wire/index.js'
import {
  compressedMessages,
  compressingSession,
  declining,
  unrepetitiveText,
} from '../compressed-requests.js'
import { compressionTrouble, judgeOpening } from '../compression.js'
import { statusOf } from '../replies.js'

/** The same contents are read so often: what comes later could be compressed to references to what came before. */
const readings = 3

/** Octets by which what repeats lies further apart than the window reaches. */
const beyondWindow = 300

/** Octets of a content that is beyond what servers let go uncompressed for being short. */
const largeText = 8_192

/** Octets of contents for servers with a limit: the first is what some compress, the second is taken by any. */
const [mediumText, smallText] = [2_500, 900] as const

/** What the SUT has agreed to, and what it then sent. */
interface Observed {
  readonly session: Session
  readonly sent: string
  readonly came: string
  /** The greatest distance of a reference in any message. */
  readonly farthest: number
  /** How far the references of a message reach before its beginning, in octets; the worst of all messages. */
  readonly before: number
  readonly messages: number
}

/** Stores the first content that the SUT takes; the last one has to be taken. Returns it. */
async function storeFirst(session: Session, container: string, texts: readonly string[]): Promise<string> {
  const last = texts.at(-1) ?? ''
  for (const text of texts.slice(0, -1)) {
    const reply = await session.create(container, resourceType.contentInstance, { con: text })
    if (statusOf(reply) === 2001) return text
    if (session.open.ended !== undefined) await session.reopen()
  }
  await session.content(container, last)
  return last
}

/** Looks at all compressed messages so far. Ends the case where one of them is no DEFLATE data. */
function lookInto(
  { inconclusive }: CaseContext,
  connection: PrimitiveConnection,
  messages: readonly Buffer[],
): Pick<Observed, 'farthest' | 'before'> {
  let [farthest, before] = [0, 0]
  for (const message of messages) {
    const anatomy = readDeflate(message)
    if (anatomy.kind === 'unreadable') {
      const trouble = compressionTrouble(connection)?.came ?? anatomy.reason
      return inconclusive(`what the SUT compresses cannot be read, which CSE/PMD/011 judges: ${trouble}`)
    }
    farthest = Math.max(farthest, anatomy.farthest)
    before = Math.max(before, anatomy.before)
  }
  return { farthest, before }
}

/** Reads one content several times on a connection that was opened with this offer, and looks at what comes. */
async function observe(context: CaseContext, offer: string, texts: readonly string[]): Promise<Observed> {
  const session = await compressingSession(context, offer)
  const container = await session.container('data')
  const text = await storeFirst(session, container, texts)
  const { open: connection } = session
  const messages = compressedMessages(connection)
  let reply = await session.retrieve(`${container}/la`)
  for (let times = 1; times < readings && connection.ended === undefined; times += 1) {
    reply = await session.retrieve(`${container}/la`)
  }
  if (messages.length === 0) required(reply, 2000)
  const seen = lookInto(context, connection, messages)
  return {
    session,
    sent: `${reply.sent}, a content of ${text.length} octets, ${readings} times on a connection opened with "${offer}"`,
    came: `${messages.length} compressed messages with references of up to ${seen.farthest} octets, up to ${seen.before} before the message`,
    messages: messages.length,
    ...seen,
  }
}

/** Judges that the compression kept to what was agreed. A SUT that compresses nothing, as it may, leaves nothing to look at. */
function judgeKept(
  { expect, inapplicable }: CaseContext,
  row: RequirementId,
  kept: boolean,
  { session, sent, came, messages }: Observed,
  wanted: string,
): void {
  if (messages === 0) return inapplicable(`the SUT compressed none of its messages: ${sent}`)
  expect(kept, row, { sent, came, evidence: session.open.evidence(0), wanted }).to.equal(true)
}

function windowOf({ open: { wire } }: Session): number {
  return 2 ** (wire.deflate?.serverMaxWindowBits ?? 15)
}

/** A content of at least so many octets that repeats itself, further away than a window of so many octets reaches. */
function repeatedBeyond(window: number, least: number): string {
  const once = unrepetitiveText(window + beyondWindow)
  return once.repeat(Math.max(2, Math.ceil(least / once.length)))
}

const windows: readonly (readonly [id: CaseId, bits: number])[] = [
  ['CSE/PMD/045', 8],
  ['CSE/PMD/046', 9],
  ['CSE/PMD/047', 10],
  ['CSE/PMD/048', 11],
  ['CSE/PMD/049', 12],
  ['CSE/PMD/050', 13],
  ['CSE/PMD/051', 14],
  ['CSE/PMD/052', 15],
]

/** Windows up to here, in bits, can be exceeded within DEFLATE, whose references reach 32 768 octets. */
const mostBitsExceeded = 14

const withoutContext: readonly (readonly [id: CaseId, parameters: string])[] = [
  ['CSE/PMD/053', 'server_no_context_takeover'],
  ['CSE/PMD/054', 'server_no_context_takeover; server_max_window_bits=9'],
  ['CSE/PMD/055', 'server_no_context_takeover; server_max_window_bits=15; client_max_window_bits'],
]

const rows = ['6.2.3.6-1', 'RFC7692/7.2.1-5'] as const

const nothingCompressed = 'A SUT that compresses no message, as it may, makes the case inapplicable.'

clause('RFC7692/7.2.1', 'Message Payload Transformation: Compression', (test) => {
  for (const [id, bits] of windows) {
    const offer = `${permessageDeflate}; server_max_window_bits=${bits}`
    test(id, {
      title: `compresses with a window of at most ${2 ** bits} octets where that was agreed`,
      covers: rows,
      needs: ['permessageDeflate'],
      sends:
        `A handshake that offers ${offer}, then RETRIEVE, ${readings} times, of a content that repeats itself ` +
        `${bits > mostBitsExceeded ? 'once' : 'beyond the window'}.`,
      accepts:
        `An answer with server_max_window_bits from 8 to ${bits}, and no reference that reaches further than it says. ` +
        `${nothingCompressed} ${declining}`,
      async run(context) {
        const window = 2 ** Math.min(bits, mostBitsExceeded)
        const texts = [
          repeatedBeyond(window, largeText),
          repeatedBeyond(2 ** 8, mediumText),
          repeatedBeyond(2 ** 8, smallText).slice(0, smallText),
        ]
        const observed = await observe(context, offer, texts)
        const { session, farthest } = observed
        judgeOpening(context, session.open, offer)
        const agreed = windowOf(session)
        const wanted = `No reference reaches further than the ${agreed} octets of the agreed window.`
        judgeKept(context, 'RFC7692/7.2.1-5', farthest <= agreed, observed, wanted)
      },
    })
  }

  for (const [id, parameters] of withoutContext) {
    const offer = `${permessageDeflate}; ${parameters}`
    test(id, {
      title: `compresses each message on its own where ${parameters.split(';').join(' and')} was agreed`,
      covers: [...rows, 'RFC7692/7.2.1-4'],
      needs: ['permessageDeflate'],
      sends: `A handshake that offers ${offer}, then RETRIEVE of the same content ${readings} times.`,
      accepts:
        'An answer that has server_no_context_takeover, and no reference that reaches beyond the message that it is in, or ' +
        `beyond the agreed window. ${nothingCompressed} ${declining}`,
      async run(context) {
        const observed = await observe(context, offer, [
          unrepetitiveText(largeText),
          unrepetitiveText(mediumText),
          unrepetitiveText(smallText),
        ])
        const { session, farthest, before } = observed
        judgeOpening(context, session.open, offer)
        const window = windowOf(session)
        const wanted = `No reference reaches further than the ${window} octets of the agreed window.`
        judgeKept(context, 'RFC7692/7.2.1-5', farthest <= window, observed, wanted)
        const alone = 'Each message can be inflated without those before it.'
        judgeKept(context, 'RFC7692/7.2.1-4', before === 0, observed, alone)
      },
    })
  }
})
