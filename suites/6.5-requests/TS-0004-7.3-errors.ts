import { clause } from '../../lib/case/index.js'
import {
  operation,
  resourceType,
  without,
  type Encodable,
  type ValueObject,
} from '../../lib/primitive/index.js'
import { describeRequest, required, type Reply, type Session } from '../../lib/sut/index.js'
import { creation } from '../frames.js'
import { damageBy, reactionTo } from '../reactions.js'
import { codeOfRelease3, judgeAbsent, judgeRejected, judgeUnchanged } from '../rejected-requests.js'
import { groundsOn } from '../replies.js'

/** Sends a creation without one of its parameters, told apart from the complete one by the words. */
async function sendWithout(
  session: Session,
  parameter: 'op' | 'to' | 'ty' | 'pc',
  name: string,
): Promise<Reply> {
  const complete = creation(session, name)
  const broken: Encodable = without(complete, parameter)
  const connection = session.open
  const octets = connection.encode(broken, 'request')
  const outcome = await connection.exchange(complete.rqi, () =>
    connection.wire.sendMessage(connection.opcode, octets),
  )
  return {
    ...session.reply(complete, outcome),
    sent: `${describeRequest(complete)}, but without ${parameter}`,
  }
}

clause('TS-0004/7.3.3.1', 'Check existence of the addressed resource', (test) => {
  test('CSE/ERR/001', {
    title: 'answers requests to a resource that does not exist with NOT_FOUND',
    covers: ['TS-0004/7.3.3.1-1'],
    per: 'serialization',
    sends: 'RETRIEVE, UPDATE and DELETE of an unknown path below the own <AE>, and CREATE below it.',
    accepts: 'rsc 4004 to each; the own <AE> is served before and after.',
    async run({ sut, expect }) {
      const session = await sut.session()
      required(await session.retrieve(session.target), 2000)
      const path = `${session.target}/nowhere`
      expect(await session.retrieve(path)).to.respond(4004)
      expect(await session.update(path, resourceType.container, { lbl: ['new'] })).to.respond(4004)
      expect(await session.delete(path)).to.respond(4004)
      expect(await session.create(path, resourceType.container, { rn: 'child' })).to.respond(4004)
      const after = await session.retrieve(session.target)
      expect(after, undefined, groundsOn(after, 'The AE is served as before.')).to.respond(2000)
    },
  })
})

clause('TS-0004/7.3.3.5', 'Create the resource', (test) => {
  test('CSE/ERR/002', {
    title: 'refuses a second resource with the name of a sibling, and leaves the first as it is',
    covers: ['TS-0004/7.3.3.5-1'],
    per: 'serialization',
    sends: 'CREATE of a container, which is accepted, then of another one with the same rn and another mni.',
    accepts: 'rsc 4105; the first container has its mni.',
    async run(context) {
      const session = await context.sut.session()
      const path = await session.container('data', { mni: 7 })
      const again = { rn: 'data', mni: 99 }
      context.expect(await session.create(session.target, resourceType.container, again)).to.respond(4105)
      await judgeUnchanged(context, session, 'TS-0004/7.3.3.5-1', path, 7)
    },
  })
})

/** Parameters without which a message is hardly a request any more, and whose absence TS-0020 has no answer to. */
const indispensable = [
  { id: 'CSE/ERR/003', parameter: 'op' },
  { id: 'CSE/ERR/021', parameter: 'rqi' },
] as const

clause('6.2.2.9', 'Subprotocol names and serialization formats: a primitive without op or rqi', (test) => {
  for (const { id, parameter } of indispensable) {
    test(id, {
      title: `does not carry out a request without ${parameter}, and goes on serving others`,
      covers: ['6.2.2.9-7'],
      per: 'serialization',
      sends: `CREATE of a container, which is accepted, then of another one without ${parameter}.`,
      accepts:
        'An error response, noted where it is not 4000, or a Close frame: pass; no reaction, or a bare drop of TCP: warn; ' +
        'served: noted; an error and the container created all the same, the SUT down, or others hurt: fail.',
      async run(context) {
        const { sut, expect, classify, note } = context
        // The answer to what is no request may well lack an rqi, so the watch cases do not look on.
        const [session, bystander] = await Promise.all([sut.session({ watched: false }), sut.session()])
        const complete = creation(session, 'twin')
        required(await session.requestAs(complete), 2001)
        const connection = session.open
        const octets = connection.encode(without(creation(session, 'broken'), parameter), 'request')
        const before = connection.responses.length
        const reaction = await reactionTo(sut, session, () =>
          connection.wire.sendMessage(connection.opcode, octets),
        )
        const damage = await damageBy(sut, bystander)
        const sent = `${describeRequest(complete)} with another rn, and without ${parameter}`
        const grounds = { sent, came: reaction.came, evidence: reaction.evidence }
        const behaviour = damage ?? reaction.behaviour
        if (behaviour === undefined) {
          const wanted = 'The connection goes on serving, or is closed.'
          expect(behaviour, undefined, { ...grounds, wanted }).not.to.equal(undefined)
        } else {
          classify('message-that-is-no-primitive', behaviour, '6.2.2.9-7', grounds)
        }
        const code = connection.responses[before]?.response.rsc
        if (behaviour === 'error-response' && code !== 4000) {
          note(
            '6.2.2.9-7',
            `the error has the code ${code ?? 'missing'}, where TS-0004 suggests 4000`,
            reaction.evidence,
          )
        }
        if (damage === 'server-down' || behaviour === 'served-as-if-right') return
        if (connection.ended !== undefined || behaviour === undefined) await session.reopen()
        await judgeAbsent(context, session, '6.2.2.9-7', `${session.target}/broken`)
      },
    })
  }
})

clause('TS-0004/7.3.2.1', 'Check the validity of received request primitive', (test) => {
  test('CSE/ERR/004', {
    title: 'rejects requests that lack a mandatory parameter with BAD_REQUEST, and changes nothing',
    covers: ['TS-0004/7.3.2.1-1'],
    per: 'serialization',
    sends:
      'CREATE of a container, which is accepted; then the same with another name without to, without ty, and without pc.',
    accepts: 'rsc 4000 to each (before R3 any error), nothing created, and the AE served on its connection.',
    async run(context) {
      const { sut, inconclusive } = context
      const session = await sut.session()
      const path = await session.container('data', { mni: 7 })
      for (const parameter of ['to', 'ty', 'pc'] as const) {
        const reply = await sendWithout(session, parameter, 'broken')
        judgeRejected(context, 'TS-0004/7.3.2.1-1', { codes: [4000], ...codeOfRelease3 }, reply)
        if (session.open.ended !== undefined) {
          inconclusive(`the connection was closed after ${reply.sent}; the others were not tried`)
        }
      }
      await judgeUnchanged(context, session, 'TS-0004/7.3.2.1-1', path, 7)
      await judgeAbsent(context, session, 'TS-0004/7.3.2.1-1', `${session.target}/broken`)
    },
  })

  test('CSE/ERR/006', {
    title: 'serves a request without release version, or says that it does not support such',
    covers: ['TS-0004/7.3.2.1-2'],
    per: 'serialization',
    sends: 'RETRIEVE of the own <AE> without rvi, as an entity of Release 1 would send it.',
    accepts: 'rsc 2000 or 4001; other errors, a close and silence are not accepted.',
    async run({ sut, expect }) {
      // The response to an entity of Release 1 has no rvi either, so the watch cases do not look on.
      const session = await sut.session({ watched: false })
      const { rvi: _left, ...early } = session.build({ op: operation.retrieve, to: session.target })
      const reply = await session.requestAs(early)
      const sent = `${reply.sent}, without rvi`
      expect(reply, undefined, { ...groundsOn(reply), sent }).to.respond(2000, 4001)
    },
  })
})

/** Representations that break the rules of their type, and the names that tell whether they were created. */
const badRepresentations: readonly {
  readonly words: string
  readonly type: number
  readonly name: string
  /** Besides the name. */
  readonly attributes: ValueObject
}[] = [
  { words: 'a subscription without nu', type: resourceType.subscription, name: 'a', attributes: {} },
  {
    words: 'a container with cni, which only the CSE sets',
    type: resourceType.container,
    name: 'b',
    attributes: { cni: 3 },
  },
  {
    words: 'a container with an attribute that it does not have',
    type: resourceType.container,
    name: 'c',
    attributes: { con: 'x' },
  },
]

clause('TS-0004/7.3.3.3', 'Check validity of resource representation for CREATE', (test) => {
  test('CSE/ERR/005', {
    title: 'rejects representations that lack a mandatory attribute or have one that is not allowed',
    covers: ['TS-0004/7.3.3.3-1'],
    per: 'serialization',
    sends: `CREATE of ${badRepresentations.map(({ words }) => words).join(', of ')}.`,
    accepts: 'rsc 4000 to each (before R3 any error), and nothing created.',
    async run(context) {
      const { sut } = context
      const session = await sut.session()
      const path = await session.container('data', { mni: 7 })
      for (const { words, type, name, attributes } of badRepresentations) {
        const reply = await session.create(path, type, { rn: name, ...attributes })
        const due = { codes: [4000], ...codeOfRelease3 }
        judgeRejected(context, 'TS-0004/7.3.3.3-1', due, { ...reply, sent: `${reply.sent}: ${words}` })
        await judgeAbsent(context, session, 'TS-0004/7.3.3.3-1', `${path}/${name}`)
      }
      await judgeUnchanged(context, session, 'TS-0004/7.3.3.3-1', path, 7)
    },
  })
})
