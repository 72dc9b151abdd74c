import { clause } from '../../lib/case/index.js'
import {
  accessControlOperation,
  isValueList,
  isValueObject,
  operation,
  resourceType,
  type Value,
  type ValueObject,
} from '../../lib/primitive/index.js'
import type { Serialization } from '../../lib/spec/index.js'
import { describeReply, required, type Reply, type Session } from '../../lib/sut/index.js'
import { contentOf } from '../contents.js'
import { eventType, reportedContent, reports, subscriber } from '../notifications.js'
import { judgeTaken } from '../frames.js'
import { attributesIn, failed, groundsOn, succeeded } from '../replies.js'
import { spellingsOf } from '../spellings.js'

/** Text that each serialization writes in another way. */
const manifold = 'é 😀 𝄞 "quoted" back\\slash a/b <c> & d\ttab'

/** A value with the members of its objects in order of their names, so that equal values have equal texts. */
function sorted(value: Value): Value {
  if (isValueList(value)) return value.map(sorted)
  if (!isValueObject(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, inner]) => [name, sorted(inner)]),
  )
}

/** Names of the attributes in which two representations differ, with both values. */
function differences(one: ValueObject, other: ValueObject): readonly string[] {
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])].sort()
  return names.flatMap((name) => {
    const [left, right] = [one[name], other[name]].map((value) =>
      // What says null where there is nothing is told by the watch cases.
      value === undefined || value === null ? 'absent' : JSON.stringify(sorted(value)),
    )
    return left === right ? [] : [`${name}: ${left ?? ''} and ${right ?? ''}`]
  })
}

/**
 * Resources with attributes of every type, below the own <AE>. `sent` are those that the host may not change: to
 * addresses it may give another form, to structures it may add defaults.
 */
async function variedResources(
  session: Session,
  policy: string,
): Promise<readonly { readonly path: string; readonly sent: ValueObject }[]> {
  // Values at the edges are for the next case: one that is refused would leave nothing to compare here.
  const kept = { rn: 'data', lbl: ['one', 'two', 'three'], mni: 500, mbs: 100_000 }
  const container = { ...kept, acpi: [policy] }
  const path = `${session.target}/data`
  required(await session.create(session.target, resourceType.container, container), 2001)
  const instance = { rn: 'item', con: manifold, cnf: 'text/plain:0', lbl: ['only'] }
  required(await session.create(path, resourceType.contentInstance, instance), 2001)
  const subscription = {
    rn: 'watch',
    nu: [session.identifier],
    enc: { net: [eventType.update, eventType.createOfChild] },
    nct: 1,
    acpi: [policy],
  }
  required(await session.create(path, resourceType.subscription, subscription), 2001)
  return [
    { path, sent: kept },
    { path: `${path}/item`, sent: instance },
    { path: `${path}/watch`, sent: { rn: 'watch', nct: 1 } },
    { path: session.target, sent: { api: 'Nts0020', rr: true } },
  ]
}

/** Values of maxNrOfInstances at the edges of what programs hold integers in. */
const integers: readonly number[] = [
  0,
  1,
  65_536,
  2_147_483_647,
  2_147_483_648,
  4_294_967_296,
  Number.MAX_SAFE_INTEGER,
]

/** Content that is no text (xs:anyType in TS-0004 of Release 3), in the serializations that have such. */
const values: readonly Value[] = [
  0,
  -1,
  0.1,
  1.5e-7,
  1e21,
  true,
  false,
  { list: [1, 'two', null], nested: { deep: -0.5 } },
]

/** Texts that a careless reader takes for something else. */
const deceptive: readonly string[] = [
  '',
  'true',
  'False',
  'null',
  'undefined',
  'NaN',
  '1e3',
  '-0',
  '007',
  '0x10',
  '9007199254740993',
  '[]',
  '{}',
  '{"m2m:cin":{"con":"x"}}',
  '<con/>',
  '&amp;',
  '%41',
  '\\u0041',
]

/** Texts that XML cannot carry, or whose blanks a reader of XML may take for layout. */
const notForXml: readonly string[] = [' ', '\t', 'a\u0000b']

/** The first integer that a double does not hold: 2^53 + 1. */
const beyond = { decimal: '9007199254740993', octets: Buffer.from('0020000000000001', 'hex') } as const

/** A message with the largest safe integer replaced by one that is not safe. */
function withBeyond(serialization: Serialization, octets: Buffer): Buffer {
  if (serialization !== 'cbor') {
    return Buffer.from(
      octets.toString('utf8').replace(String(Number.MAX_SAFE_INTEGER), beyond.decimal),
      'utf8',
    )
  }
  const before = Buffer.from('001fffffffffffff', 'hex')
  const at = octets.indexOf(before)
  return at < 0
    ? octets
    : Buffer.concat([octets.subarray(0, at), beyond.octets, octets.subarray(at + before.length)])
}

/** Octets of a large content: the response with it needs a length of 64 bits. */
const large = 70_000

clause('6.2.2.9', 'Subprotocol names and serialization formats: equal content', (test) => {
  test('CSE/SER/020', {
    title: 'shows in every serialization the same resource that was written in this one',
    covers: ['5.2-16', '6.2.2.9-4'],
    per: 'serialization',
    sends:
      'CREATE of a container, a contentInstance and a subscription with texts, numbers, booleans, lists and structures; then ' +
      'RETRIEVE of each, and of the <AE>, by another AE in each serialization that the SUT offers.',
    accepts:
      'The attributes that were sent, as far as the host may not change them, and in each serialization the same ' +
      'representation; any difference is not accepted.',
    async run({ sut, expect, serialization }) {
      const owner = await sut.session()
      const readers: { readonly name: Serialization; readonly session: Session }[] = []
      // The own one too, which counts as offered only where its name was answered as it must be.
      for (const name of new Set([serialization, ...sut.system.offered]))
        readers.push({ name, session: await sut.session({ serialization: name }) })
      const policy = await owner.grant(
        readers.map(({ session }) => session.identifier),
        accessControlOperation.retrieve,
      )
      for (const { path, sent } of await variedResources(owner, policy)) {
        const own = await owner.retrieve(path)
        const written = required(own, 2000)
        const kept = Object.fromEntries(Object.keys(sent).map((name) => [name, written[name] ?? null]))
        const changed = differences(sent, kept)
        expect(changed, '5.2-16', {
          ...groundsOn(own, 'The attributes have the values that were sent.'),
          came: changed.length === 0 ? 'these values' : `sent and read differ in ${changed.join('; ')}`,
        }).to.deep.equal([])
        for (const { name, session } of readers) {
          const reply = await session.retrieve(path)
          const differing = differences(written, required(reply, 2000))
          expect(differing, '6.2.2.9-4', {
            sent: `${own.sent} in ${serialization}, then ${reply.sent} in ${name}`,
            came: differing.length === 0 ? 'the same representation' : differing.join('; '),
            wanted: 'The representation is the same in every serialization.',
            evidence: reply.evidence,
          }).to.deep.equal([])
        }
      }
    },
  })

  test('CSE/SER/021', {
    title: 'returns numbers and other values as they were sent',
    covers: ['5.2-16'],
    per: 'serialization',
    sends:
      `Containers with mni ${integers.join(', ')}; in JSON and CBOR contentInstances with numbers, booleans and structures as ` +
      'content; each is read back.',
    accepts:
      'The same value; an error response to one that the SUT does not take is noted, and before Release 3 content that comes ' +
      'back as text (structures are left out there); another value is not accepted.',
    async run({ sut, serialization, expect, note, inconclusive }) {
      const session = await sut.session()
      const path = await session.container('data')
      const early = sut.system.edition !== 'R3'
      let compared = 0
      const judge = (created: Reply, sent: Value, found: Value | undefined): void => {
        compared += 1
        const wanted = JSON.stringify(sorted(sent))
        const came = JSON.stringify(found === undefined ? null : sorted(found))
        const grounds = groundsOn(created, `The value is ${wanted}.`)
        expect(came, '5.2-16', { ...grounds, sent: `${created.sent} with ${wanted}`, came }).to.equal(wanted)
      }
      for (const [index, mni] of integers.entries()) {
        const created = await session.create(path, resourceType.container, { rn: `n${index}`, mni })
        if (failed(created)) {
          note('5.2-16', `mni ${mni} is refused: ${describeReply(created.outcome)}`, created.evidence)
          continue
        }
        judge(created, mni, attributesIn(await session.retrieve(`${path}/n${index}`))?.['mni'])
      }
      // XML has but text for it.
      for (const con of serialization === 'xml' ? [] : values) {
        // Whether content is more than text before Release 3, the documents leave open.
        if (early && typeof con === 'object') continue
        const created = await session.create(path, resourceType.contentInstance, { con })
        if (failed(created)) {
          note(
            '5.2-16',
            `con ${JSON.stringify(con)} is refused: ${describeReply(created.outcome)}`,
            created.evidence,
          )
          continue
        }
        const found = contentOf(await session.retrieve(`${path}/la`))
        if (early && typeof con !== 'object' && found === String(con)) {
          note('5.2-16', `con ${JSON.stringify(con)} comes back as text`, created.evidence)
          continue
        }
        judge(created, con, found)
      }
      if (compared === 0) inconclusive('no value was taken with which what comes back could be compared')
    },
  })

  test('CSE/SER/022', {
    title: 'understands a request however its serialization lets it be written',
    covers: ['6.2.2.9-7', '5.2-16'],
    per: 'serialization',
    sends:
      'CREATE of a contentInstance, the same primitive in other octets. JSON: white space, escapes, another order; XML: ' +
      'declaration, prefix, references, CDATA, comments, white space; CBOR: lengths longer than needed, or indefinite.',
    accepts:
      'rsc 2001 each time, and the content as it is meant; an error, a close, silence or other content is not accepted.',
    async run({ sut, serialization, expect, inconclusive }) {
      const session = await sut.session()
      const container = await session.container('data')
      const content = 'é 😀 𝄞 a/b'
      const build = (): ReturnType<typeof session.build> =>
        session.build({
          op: operation.create,
          to: container,
          ty: resourceType.contentInstance,
          pc: { 'm2m:cin': { con: content } },
        })
      required(await session.requestAs(build()), 2001)
      let taken = 0
      for (const index of spellingsOf(serialization, session.open.encode(build())).keys()) {
        const request = build()
        const connection = session.open
        const spelling = spellingsOf(serialization, connection.encode(request))[index]
        if (spelling === undefined) continue
        const outcome = await connection.exchange(request.rqi, () =>
          connection.wire.sendMessage(connection.opcode, spelling.octets),
        )
        const created = session.reply(request, outcome)
        const sent = `${created.sent} ${spelling.words}`
        const grounds = { ...groundsOn(created, 'The request means the same, and is served.'), sent }
        expect(succeeded(created), '6.2.2.9-7', grounds).to.equal(true)
        if (connection.ended !== undefined) await session.reopen()
        if (!succeeded(created)) continue
        taken += 1
        const read = await session.retrieve(`${container}/la`)
        expect(contentOf(read), '5.2-16', {
          ...grounds,
          came: `con ${JSON.stringify(contentOf(read) ?? null)}`,
          wanted: `The content is ${JSON.stringify(content)}.`,
        }).to.equal(content)
      }
      if (taken === 0) inconclusive('none of the spellings was taken, so that no content can be looked at')
    },
  })

  test('CSE/SER/023', {
    title: 'takes and returns content that needs a length of 64 bits',
    covers: ['5.2-16', '5.2-9'],
    per: 'serialization',
    sends: `CREATE of a contentInstance of ${large} octets, with characters of one to four octets, then RETRIEVE of it.`,
    accepts:
      'rsc 2001 and the same content; an error response or a close with 1009, since a SUT may have a limit: noted, and ' +
      'inapplicable; cut, changed or lost content is not accepted.',
    async run(context) {
      const { sut, expect } = context
      const { maxMessage } = sut.system.configuration.sut
      if (maxMessage !== 'auto' && maxMessage < 2 * large)
        return context.inconclusive(
          `the SUT takes messages of ${maxMessage} octets only, as the operator declares`,
        )
      const session = await sut.session()
      const container = await session.container('data')
      const unit = 'aé€😀 '
      const content = unit.repeat(Math.ceil(large / Buffer.byteLength(unit)))
      const created = await session.create(container, resourceType.contentInstance, { con: content })
      const size = Buffer.byteLength(content)
      const sent = `${created.sent} with ${size} octets of content`
      if (!judgeTaken(context, ['5.2-9'], { reply: created, sent, size }, 2001)) {
        expect(created.outcome.kind, '5.2-16', groundsOn(created)).not.to.equal('timeout')
        return
      }
      const read = await session.retrieve(`${container}/la`)
      const found = contentOf(read)
      const length = typeof found === 'string' ? Buffer.byteLength(found) : 0
      expect(found === content, '5.2-16', {
        sent: `${created.sent} with ${size} octets of content, then ${read.sent}`,
        came: `${describeReply(read.outcome)}, ${found === content ? 'the same content' : `content of ${length} octets that is not the same`}`,
        wanted: 'The content is the one that was sent.',
        evidence: read.evidence,
      }).to.equal(true)
    },
  })

  test('CSE/SER/027', {
    title: 'returns texts as texts, also those that look like something else or like nothing',
    covers: ['5.2-16'],
    per: 'serialization',
    sends:
      'contentInstances with empty content, with texts that look like a boolean, null, a number, a list, an object or markup, in ' +
      'JSON and CBOR with nothing but blanks and with a zero character too; each is read back.',
    accepts:
      'The same text; an error response to one that the SUT does not take is noted; another value, or silence, is not accepted.',
    async run({ sut, serialization, expect, note }) {
      const session = await sut.session()
      const path = await session.container('data')
      for (const con of serialization === 'xml' ? deceptive : [...deceptive, ...notForXml]) {
        const created = await session.create(path, resourceType.contentInstance, { con })
        const words = JSON.stringify(con)
        if (failed(created)) {
          note('5.2-16', `con ${words} is refused: ${describeReply(created.outcome)}`, created.evidence)
          continue
        }
        const read = await session.retrieve(`${path}/la`)
        const found = contentOf(read)
        expect(found, '5.2-16', {
          ...groundsOn(read, `The content is the text ${words}.`),
          sent: `${created.sent} with con ${words}, then ${read.sent}`,
          came: `${describeReply(read.outcome)} and con ${JSON.stringify(found ?? null)}`,
        }).to.equal(con)
      }
      await session.content(path, 'ordinary')
      const last = await session.retrieve(`${path}/la`)
      const grounds = groundsOn(last, 'Ordinary content afterwards is kept as well.')
      const came = `con ${JSON.stringify(contentOf(last) ?? null)}`
      expect(contentOf(last), '5.2-16', { ...grounds, came }).to.equal('ordinary')
    },
  })

  test('CSE/SER/030', {
    title: 'notifies in its own serialization what was written in another one',
    covers: ['5.2-16', '6.4-1'],
    per: 'serialization',
    sends:
      'CREATE of contentInstances below a container to which an AE has subscribed, by other AEs in each serialization that the ' +
      'SUT offers.',
    accepts:
      'A NOTIFY with the same content on the connection of the subscriber; none, or other content: fail.',
    async run(context) {
      const { sut, expect, serialization } = context
      const writers: { readonly name: Serialization; readonly session: Session }[] = []
      for (const name of new Set([serialization, ...sut.system.offered]))
        writers.push({ name, session: await sut.session({ serialization: name }) })
      const { session, container } = await subscriber(context, {
        writers: writers.map((writer) => writer.session),
      })
      const connection = session.open
      for (const { name, session: writer } of writers) {
        const content = `${manifold} from ${name}`
        const before = connection.received.length
        const created = await writer.create(container, resourceType.contentInstance, { con: content })
        required(created, 2001)
        await connection.nextRequest(reports(content))
        const arrived = connection.received
          .slice(before)
          .find((incoming) => reportedContent(incoming) !== undefined)
        const found = arrived === undefined ? undefined : reportedContent(arrived)
        const grounds = {
          sent: `${created.sent} in ${name}, to which there is a subscription of an AE that speaks ${serialization}`,
          came:
            arrived === undefined ? 'no notification' : `a notification of ${JSON.stringify(found ?? null)}`,
          evidence: arrived?.evidence ?? created.evidence,
        }
        expect(arrived, '6.4-1', { ...grounds, wanted: 'The event is notified.' }).not.to.equal(undefined)
        if (arrived === undefined) continue
        expect(found, '5.2-16', {
          ...grounds,
          wanted: `The content is ${JSON.stringify(content)}.`,
        }).to.equal(content)
      }
      if (!connection.received.some((incoming) => reportedContent(incoming) !== undefined))
        context.inconclusive('nothing was notified, so that no content can be compared')
    },
  })

  test('CSE/SER/031', {
    title: 'keeps an integer that needs more than 53 bits as it is, or refuses it',
    covers: ['5.2-16'],
    per: 'serialization',
    sends: `CREATE of a container with mni ${beyond.decimal}, then RETRIEVE of it.`,
    accepts:
      'The same integer: pass; an error, or a Close frame: noted; another integer: warn; silence: fail.',
    async run({ sut, serialization, expect, classify }) {
      // The tester's own reader reports such integers, and they are what this provokes.
      const session = await sut.session({ watched: false })
      const { open: connection } = session
      const messages: Buffer[] = []
      connection.wire.onEvent((event) => {
        if (event.kind === 'message') messages.push(event.payload)
      })
      const attributes = { rn: 'large', mni: Number.MAX_SAFE_INTEGER }
      const request = session.build({
        op: operation.create,
        to: session.target,
        ty: resourceType.container,
        pc: { 'm2m:cnt': attributes },
      })
      const octets = withBeyond(serialization, connection.encode(request))
      const outcome = await connection.exchange(request.rqi, () =>
        connection.wire.sendMessage(connection.opcode, octets),
      )
      const created = session.reply(request, outcome)
      const closed = outcome.kind === 'closed' && outcome.how === 'close frame'
      const grounds = { ...groundsOn(created), sent: `${created.sent} with mni ${beyond.decimal}` }
      if (failed(created) || closed) {
        classify('integer-beyond-doubles', 'refused', '5.2-16', grounds)
        return
      }
      expect(outcome.kind, '5.2-16', { ...grounds, wanted: 'A response.' }).to.equal('response')
      if (!succeeded(created)) return
      const read = await session.retrieve(`${session.target}/large`)
      required(read, 2000)
      const last = messages.at(-1) ?? Buffer.alloc(0)
      const kept = last.includes(serialization === 'cbor' ? beyond.octets : Buffer.from(beyond.decimal))
      classify('integer-beyond-doubles', kept ? 'as-sent' : 'changed', '5.2-16', {
        ...grounds,
        came: `mni ${kept ? beyond.decimal : JSON.stringify(attributesIn(read)?.['mni'] ?? null)}`,
        evidence: read.evidence,
      })
    },
  })
})
