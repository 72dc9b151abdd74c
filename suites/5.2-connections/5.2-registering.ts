import { clause, type CaseContext } from '../../lib/case/index.js'
import { resourceType } from '../../lib/primitive/index.js'
import {
  describeHandshake,
  describeReply,
  type Application,
  type OpenOptions,
  type Scope,
  type Session,
  type Upgrade,
} from '../../lib/sut/index.js'
import { notified } from '../notifications.js'
import { attributesIn, groundsOn, statusOf, succeeded } from '../replies.js'
import { applied, type Applied } from '../sessions.js'

/** The field by which some registrars want to be told the originator; TS-0020 does not know it. */
const originatorField = 'X-M2M-Origin'

/** A handshake, and what became of a registration over the connection where there is one. */
interface Attempt {
  readonly done: Upgrade
  readonly applied: Applied | undefined
}

/** Tries to connect and to register, with the handshake that `options` gives for the identifier asked for. */
async function attempt(sut: Scope, options: (originator: string) => OpenOptions): Promise<Attempt> {
  return sut.system.registering(async (form) => {
    const asked = form.from === 'stem' ? sut.system.names.stem() : form.from
    const done = await sut.upgrade(sut.handshake({ originator: asked, ...options(asked) }))
    if (done.connection === undefined) return { done, applied: undefined }
    return {
      done,
      applied: {
        connection: done.connection,
        application: await sut.apply(done.connection, asked, {}, 'none'),
      },
    }
  })
}

function isRegistered(tried: Attempt): tried is Attempt & { readonly applied: Applied } {
  return tried.applied !== undefined && statusOf(tried.applied.application.reply) === 2001
}

/**
 * Judges that a client is registered now: the response says so, and says it of the <AE> that was asked for. A response that
 * was meant for another request registers nobody. What else belongs into it is a matter of the watch cases.
 */
function judgeRegistered({ expect }: CaseContext, { target, reply }: Application): void {
  expect(reply, '5.2-4').to.respond(2001)
  const name = attributesIn(reply)?.['rn']
  if (name === undefined) return
  expect(typeof name === 'string' && target.endsWith(`/${name}`), '5.2-4', {
    ...groundsOn(reply, 'The <AE> that was asked for is created.'),
    came: `a response with rsc 2001 for a resource named ${JSON.stringify(name)}`,
  }).to.equal(true)
}

/** What came of an attempt that led to no registration. */
function describeAttempt({ done, applied: over }: Attempt): string {
  return over === undefined
    ? describeHandshake(done.outcome)
    : `a connection, and then to the registration ${describeReply(over.application.reply.outcome)}`
}

/** Whether the SUT asks for HTTP authentication (RFC 6455 4.2.2). */
function asksForAuthentication({ outcome }: Upgrade): boolean {
  return outcome.kind === 'answer' && outcome.answer.status === 401
}

/** Names of the header fields that the configuration adds to those of TS-0020. */
function configuredFields(sut: Scope): readonly string[] {
  return Object.keys(sut.system.configuration.sut.headers)
}

clause('5.2', 'Binding Overview: registration over a new connection', (test) => {
  test('CSE/REG/001', {
    title: 'lets a client that is not registered connect and register, without pointOfAccess',
    covers: ['5.2-4'],
    per: 'serialization',
    sends:
      'A handshake with the header fields of clause 6.2.2 alone, then CREATE of an <AE> without pointOfAccess.',
    accepts:
      'rsc 2001, for the <AE> that was asked for. Where configured header fields are needed for it they are sent after all, ' +
      'noted; CSE/REG/002 judges them.',
    async run(context) {
      const { sut, note } = context
      const plain = await attempt(sut, () => ({ plain: true }))
      if (isRegistered(plain)) {
        judgeRegistered(context, plain.applied.application)
        return
      }
      const fields = configuredFields(sut)
      if (fields.length > 0) {
        note(
          '5.2-4',
          `without ${fields.join(', ')} in the handshake came ${describeAttempt(plain)}`,
          plain.done.evidence,
        )
      }
      const { application } = await applied(sut, (originator) => sut.open({ originator }), {
        pointOfAccess: 'none',
      })
      judgeRegistered(context, application)
    },
  })

  test('CSE/REG/002', {
    title: 'needs no header fields beyond those of clause 6.2.2 to register an AE and to go on serving it',
    covers: ['5.2-4', '5.2-10'],
    sends:
      'A handshake with the header fields of clause 6.2.2 alone, CREATE of an <AE>, then RETRIEVE of it.',
    accepts:
      'rsc 2001 and 2000: pass; HTTP 401: noted, without credentials inconclusive; refused or useless without a field ' +
      'that names the originator, but served with it: fail.',
    async run({ sut, expect, classify, inconclusive }) {
      const reading = 'extra-handshake-fields'
      const fields = configuredFields(sut)
      const plain = await attempt(sut, () => ({ plain: true }))

      if (isRegistered(plain)) {
        const { connection, application } = plain.applied
        classify(reading, 'none-needed', '5.2-4', application.reply)
        const session = sut.admitted(connection, application)
        const reply = await session.retrieve(session.target)
        const helped =
          succeeded(reply) || fields.length === 0 ? undefined : await retrieveOwn(await sut.session())
        if (helped !== undefined && succeeded(helped)) {
          const came = `${describeReply(reply.outcome)}; with ${fields.join(', ')} in the handshake it is served`
          classify(reading, 'originator-field-needed', '5.2-10', { ...groundsOn(reply), came })
        } else {
          expect(reply, '5.2-10').to.respond(2000)
        }
        return
      }

      const credentials = fields.some((name) => name.toLowerCase() === 'authorization')
      if (asksForAuthentication(plain.done) && (credentials || fields.length === 0)) {
        const behaviour = credentials ? 'http-authentication' : 'http-authentication-without-credentials'
        classify(reading, behaviour, '5.2-4', plain.done)
        expect(await retrieveOwn(await sut.session()), '5.2-10').to.respond(2000)
        return
      }

      // Some registrars want to know the originator already; where nothing is configured that is worth a try.
      const helped = await attempt(sut, (originator) =>
        fields.length > 0 ? {} : { headers: [[originatorField, originator]] },
      )
      const named = fields.length > 0 ? fields.join(', ') : originatorField
      if (!isRegistered(helped)) {
        return inconclusive(
          `no AE could be registered, with ${named} in the handshake or without: ` +
            `${plain.done.sent} brought ${describeAttempt(plain)}; CSE/REG/001 and the handshake cases judge that`,
        )
      }
      classify(reading, 'originator-field-needed', '5.2-4', {
        sent: `${plain.done.sent}${plain.applied === undefined ? '' : ', and then a registration'}`,
        came: `${describeAttempt(plain)}; with ${named} in the handshake the AE is registered`,
        evidence: plain.done.evidence,
      })
      const { connection, application } = helped.applied
      const session = sut.admitted(connection, application)
      expect(await retrieveOwn(session), '5.2-10').to.respond(2000)
      // The clean-up knows nothing of a field that is not configured, so the AE removes itself.
      if (succeeded(await session.delete(session.target))) sut.disown(session.target)
    },
  })

  test('CSE/REG/003', {
    title: 'serves every operation after registration, and notifies, on the connection that is already there',
    covers: ['5.2-10'],
    per: 'serialization',
    sends:
      'CREATE of an <AE>, then on the same connection CREATE of a container, of a subscription and of a ' +
      'contentInstance, RETRIEVE, UPDATE and DELETE.',
    accepts: 'rsc 2001, 2000, 2004 and 2002 and a NOTIFY, all on that connection, which stays open.',
    async run({ sut, expect, inconclusive }) {
      const session = await sut.session()
      const connection = session.open
      const path = `${session.target}/data`
      expect(await session.create(session.target, resourceType.container, { rn: 'data' })).to.respond(2001)
      expect(await session.retrieve(path)).to.respond(2000)
      expect(await session.update(path, resourceType.container, { lbl: ['changed'] })).to.respond(2004)
      await session.subscription(path, 'watch', [session.identifier])
      const arrived = await notified(session, () => session.content(path, 'event'), 'event')
      if (arrived === undefined) inconclusive('no notification arrived, which CSE/NTF/001 judges')
      expect(await session.delete(path)).to.respond(2002)
      expect(connection.ended, '5.2-10', {
        sent: 'create, retrieve, update and delete, and an answer to a notification',
        came:
          connection.ended === undefined
            ? 'an open connection'
            : `the end of the connection (${connection.ended.kind})`,
        evidence: sut.evidence,
      }).to.equal(undefined)
    },
  })
})

function retrieveOwn(session: Session): ReturnType<Session['retrieve']> {
  return session.retrieve(session.target)
}
