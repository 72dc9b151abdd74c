import { clause, type CaseContext } from '../../lib/case/index.js'
import { operation, resourceType, type Value } from '../../lib/primitive/index.js'
import { describeReply, required, type PrimitiveConnection, type Reply } from '../../lib/sut/index.js'
import { compressedConnection, compressionTrouble, requestCompressed } from '../compression.js'
import { compressibleText, contentOf, storeLargeContent } from '../contents.js'

/** Contents that follow one another: the later ones compress to references into the earlier ones. */
const contents = [
  compressibleText(700),
  compressibleText(700),
  `${compressibleText(200)} 𝄞 “quoted” \\ back`,
  'x',
] as const

/** From so many octets on, content that compresses well is expected to be compressed by a server that does so at all. */
const manyOctets = 4_096

interface Exchange {
  readonly connection: PrimitiveConnection
  readonly created: Reply
  /** The content as it came back. */
  readonly read: Value | undefined
  /** The content as it was sent. */
  readonly content: string
}

/** Judges whether a message of the tester was taken, compressed (at 6.2.3.6-2) or not (at 6.2.2.8-2). */
function judgeContent(
  { classify, expect, inconclusive }: CaseContext,
  form: 'compressed' | 'uncompressed',
  { connection, created, read, content }: Exchange,
): void {
  const row = form === 'compressed' ? '6.2.3.6-2' : '6.2.2.8-2'
  const trouble = compressionTrouble(connection)
  const grounds = {
    sent: `${created.sent} in a message that is ${form}`,
    came: trouble?.came ?? `${describeReply(created.outcome)}; read back: ${JSON.stringify(read ?? null)}`,
    evidence: created.evidence,
  }
  if (trouble !== undefined) {
    // What the SUT sends counts once, where the cases on the compressed direction see it.
    if (form === 'uncompressed') return inconclusive(`${trouble.came}, which CSE/PMD/004 judges`)
    classify('compression-in-use', trouble.behaviour, row, grounds)
  } else if (created.outcome.kind !== 'response') {
    classify('compression-in-use', `${form}-not-taken`, row, grounds)
  } else expect(read, row, { ...grounds, wanted: 'The content arrives as it was sent.' }).to.equal(content)
}

clause('6.2.2.8', 'Sec-WebSocket-Extensions header: content', (test) => {
  test('CSE/PMD/003', {
    title: 'compresses nothing where nothing was offered',
    covers: ['6.2.3.6-3', '6.2.2.8-3'],
    sends:
      'A handshake without Sec-WebSocket-Extensions, then requests whose responses hold a compressible content.',
    accepts: 'A 101 without Sec-WebSocket-Extensions, and no frame with RSV1 set.',
    async run({ sut, expect }) {
      const session = await sut.session()
      const container = await session.container('data')
      const text = await storeLargeContent(sut, session, container)
      const { wire } = session.open
      await session.retrieve(`${container}/la`)
      expect(
        wire.answer.headers.some(([name]) => name.toLowerCase() === 'sec-websocket-extensions'),
        '6.2.3.6-3',
        {
          sent: 'a handshake without Sec-WebSocket-Extensions',
          came: `"${wire.answer.statusLine}", ${wire.answer.headers.map(([name, value]) => `${name}: ${value}`).join(', ')}`,
          evidence: sut.evidence,
        },
      ).to.equal(false)
      const marked = wire.violations.filter(({ code }) => code === 'rsv1-without-extension')
      const [first] = marked
      expect(marked.length, '6.2.2.8-3', {
        sent: `requests whose responses hold up to ${text.length} octets of compressible content`,
        came:
          first === undefined ? 'no frame with RSV1' : `${marked.length} frames with RSV1: ${first.message}`,
        evidence: session.open.evidence(first?.evidence ?? 0),
      }).to.equal(0)
    },
  })

  test('CSE/PMD/004', {
    title: 'takes compressed messages, with and without reference to earlier ones',
    covers: ['6.2.3.6-2'],
    needs: ['permessageDeflate'],
    sends:
      `CREATE of ${contents.length} contentInstances in compressed messages on one connection, each read back; the first ` +
      'is accepted uncompressed on a connection without compression before.',
    accepts: 'Each content comes back as it was sent. An error, a close, or another content is not accepted.',
    async run(context) {
      const { sut } = context
      const session = await sut.session()
      const container = await session.container('data')
      await session.content(container, contents[0])
      const connection = await compressedConnection(context, session)
      const requester = sut.requester(connection, session.identifier)
      for (const content of contents) {
        const pc = { 'm2m:cin': { con: content } }
        const parameters = { op: operation.create, to: container, ty: resourceType.contentInstance, pc }
        const created = await requestCompressed(requester, parameters)
        const answered = created.outcome.kind === 'response'
        const latest = { op: operation.retrieve, to: `${container}/la` }
        const read = answered ? contentOf(await requestCompressed(requester, latest)) : undefined
        judgeContent(context, 'compressed', { connection, created, read, content })
        if (!answered || connection.ended !== undefined) break
      }
    },
  })

  test('CSE/PMD/005', {
    title: 'takes uncompressed messages on a connection with compression',
    covers: ['6.2.2.8-2'],
    needs: ['permessageDeflate'],
    sends: 'The same as in CSE/PMD/004, but all messages of the tester uncompressed.',
    accepts: 'Each content comes back as it was sent. An error, a close, or another content is not accepted.',
    async run(context) {
      const { sut } = context
      const session = await sut.session()
      const container = await session.container('data')
      await session.content(container, contents[0])
      const connection = await compressedConnection(context, session)
      const requester = sut.requester(connection, session.identifier)
      for (const content of contents) {
        const created = await requester.create(container, resourceType.contentInstance, { con: content })
        const answered = created.outcome.kind === 'response'
        const read = answered ? contentOf(await requester.retrieve(`${container}/la`)) : undefined
        judgeContent(context, 'uncompressed', { connection, created, read, content })
        if (!answered || connection.ended !== undefined) break
      }
      // A pong and a Close frame of a connection with compression, for CSE/WCH/024 to see.
      await connection.wire.roundTrip(sut.silenceMs)
      await connection.wire.shutDown(sut.system.timeouts.close)
    },
  })

  test('CSE/PMD/011', {
    title: 'compresses what it sends on a connection with compression',
    covers: ['6.2.3.6-2'],
    needs: ['permessageDeflate'],
    sends:
      'RETRIEVE of the own <AE>, and of a compressible content of up to 32 KiB, on a connection with compression.',
    accepts:
      `All or some messages compressed: pass; not even the large one: warn, or noted where the SUT takes no ${manyOctets} ` +
      'octets; what cannot be inflated: fail.',
    async run(context) {
      const { sut, classify } = context
      const session = await sut.session()
      const container = await session.container('data')
      const text = await storeLargeContent(sut, session, container)
      const connection = await compressedConnection(context, session)
      const compressed: boolean[] = []
      connection.wire.onEvent((event) => {
        if (event.kind === 'message') compressed.push(event.compressed)
      })
      const requester = sut.requester(connection, session.identifier)
      required(await requester.retrieve(session.target), 2000)
      const reply = await requester.retrieve(`${container}/la`)
      const trouble = compressionTrouble(connection)
      if (trouble === undefined) required(reply, 2000)
      const times = compressed.filter((yes) => yes).length
      const nothing = text.length < manyOctets ? 'none-compressed-and-none-long' : 'none-compressed'
      const behaviour =
        times === 0 ? nothing : times === compressed.length ? 'all-compressed' : 'some-compressed'
      classify('compression-in-use', trouble?.behaviour ?? behaviour, '6.2.3.6-2', {
        sent: `${reply.sent}, a content of ${text.length} octets`,
        came: trouble?.came ?? `${times} of ${compressed.length} messages compressed`,
        evidence: reply.evidence,
      })
    },
  })
})
