import { clause, type CaseContext } from '../../lib/case/index.js'
import { operation, resourceType } from '../../lib/primitive/index.js'
import type { CaseId, IcsItem } from '../../lib/spec/index.js'
import { required, type IncomingRequest, type Session } from '../../lib/sut/index.js'
import { closePayload, opcodes } from '../../lib/wire/index.js'
import { judgeAnswer, judgeCompletion } from '../closings.js'
import { correspondents, message, notifyAe } from '../correspondents.js'
import { endingOf } from '../endings.js'
import { limitShown, requireDeclared, servedSession, takenByEveryCse } from '../frames.js'
import { judgeLoss, lossRows } from '../lost-connections.js'
import { reports } from '../notifications.js'
import { arrival, reachableCse } from '../registree-cses.js'
import { failed } from '../replies.js'
import { heldCreation } from '../slow-targets.js'
import { judgeEndOfTcp } from '../tcp-endings.js'

/** What is under way when a client closes. */
interface UnderWay {
  /** Who closes. */
  readonly session: Session
  /** Another AE, on a connection of its own. */
  readonly bystander: Session
  /** Brings to its end what the closing client waits for: a server may do that first (6.5-3). */
  readonly finish: () => Promise<unknown>
}

/** Requests that are open at a time. */
const several = 8

/** Lets an AE notify another one, which does not answer, so many times. */
async function notifying(
  context: CaseContext,
  times: number,
): Promise<{
  readonly sender: Session
  readonly receiver: Session
  readonly held: readonly IncomingRequest[]
}> {
  const { sender, receiver } = await correspondents(context)
  const target = receiver.open
  target.answering = 'by the case'
  const held: IncomingRequest[] = []
  for (let number = 1; number <= times; number += 1) {
    const text = `pending ${number}`
    const pending = notifyAe(sender, receiver, message(sender, text))
    const arrived = await Promise.race([target.nextRequest(reports(text)), pending])
    if (arrived.kind !== 'received') {
      return context.inconclusive('the NOTIFY did not wait for its receiver, so nothing is pending')
    }
    held.push(arrived.item)
  }
  return { sender, receiver, held }
}

/** So many requests of the closing client are open: they are NOTIFYs to an AE that does not answer. */
async function ownRequests(context: CaseContext, times: number): Promise<UnderWay> {
  const { sender, receiver, held } = await notifying(context, times)
  const finish = () => Promise.all(held.map((each) => receiver.open.respond(each)))
  return { session: sender, bystander: receiver, finish }
}

/** Responses that a client does not read, and the octets of content in each: more than systems hold back for it. */
const unread = { responses: 64, octets: 96 * 1024 } as const

/** The closing client has asked for more than it reads; it reads on in the end. */
async function slowReader(context: CaseContext): Promise<UnderWay> {
  const [session, bystander] = await Promise.all([servedSession(context), servedSession(context)])
  const container = await session.container('data')
  requireDeclared(context, unread.octets + takenByEveryCse)
  const stored = await session.create(container, resourceType.contentInstance, {
    con: 'u'.repeat(unread.octets),
  })
  const declared = context.sut.system.configuration.sut.maxMessage !== 'auto'
  if (limitShown(context.sut, stored, unread.octets) || (!declared && failed(stored))) {
    return context.inapplicable(`the SUT takes no content of ${unread.octets} octets`)
  }
  required(stored, 2001)
  const connection = session.open
  const requests = Array.from({ length: unread.responses }, () =>
    session.build({ op: operation.retrieve, to: `${container}/la` }),
  )
  connection.wire.wire.stopReading()
  for (const { rqi } of requests) connection.expectNothing(rqi)
  const frames = requests.map((request) => ({
    opcode: connection.opcode,
    payload: connection.encode(request),
  }))
  const written = await connection.wire.send(frames)
  if (written.kind === 'not-writable') {
    connection.wire.wire.readOn()
    return context.inconclusive(`the requests could not be sent: ${written.reason}`)
  }
  const finish = async (): Promise<void> => {
    connection.wire.wire.readOn()
    // What was asked for may come before the Close frame, and takes the time that it takes.
    for (let seen = -1; connection.ended === undefined && seen < connection.responses.length;) {
      seen = connection.responses.length
      await connection.wire.next(({ kind }) => kind === 'close', context.sut.system.timeouts.response)
    }
  }
  return { session, bystander, finish }
}

/** The closing client has finished with everything that it could finish. */
const nothingToFinish = (): Promise<unknown> => Promise.resolve()

/** A client that closes while something is pending. */
interface PendingClose {
  readonly id: CaseId
  readonly words: string
  readonly needs?: readonly IcsItem[]
  readonly begin: (context: CaseContext) => Promise<UnderWay>
}

const closes: readonly PendingClose[] = [
  {
    id: 'CSE/CLS/213',
    words: 'its own request is pending',
    begin: (context) => ownRequests(context, 1),
  },
  {
    id: 'CSE/CLS/214',
    words: 'a request of the server is pending',
    async begin(context) {
      const [{ receiver }, bystander] = await Promise.all([notifying(context, 1), servedSession(context)])
      return { session: receiver, bystander, finish: nothingToFinish }
    },
  },
  {
    id: 'CSE/CLS/215',
    words: `${several} of its own requests are pending`,
    begin: (context) => ownRequests(context, several),
  },
  {
    id: 'CSE/CLS/216',
    words: 'the subscription that it creates waits for verification',
    async begin(context) {
      const { creator, target, held } = await heldCreation(context)
      return { session: creator, bystander: target, finish: () => target.open.respond(held) }
    },
  },
  {
    id: 'CSE/CLS/217',
    words: 'the server waits for it to verify a subscription',
    async begin(context) {
      const [{ target }, bystander] = await Promise.all([heldCreation(context), servedSession(context)])
      return { session: target, bystander, finish: nothingToFinish }
    },
  },
  {
    id: 'CSE/CLS/218',
    words: 'its request to a registered CSE is pending',
    needs: ['remoteCse'],
    async begin(context) {
      const [{ cse, sender }, bystander] = await Promise.all([reachableCse(context), servedSession(context)])
      const connection = cse.open
      connection.answering = 'by the case'
      const incoming = await arrival(cse, 'pending', sender.retrieve(cse.address('pending')))
      if (incoming === undefined) {
        return context.inconclusive('the request did not arrive at the CSE, so nothing is pending')
      }
      return { session: sender, bystander, finish: () => connection.respond(incoming, 4004) }
    },
  },
  { id: 'CSE/CLS/219', words: 'it has not read the responses to its requests', begin: slowReader },
]

clause('6.3', 'Closing WebSocket connection: with a request pending', (test) => {
  for (const { id, words, needs, begin } of closes) {
    test(id, {
      title: `completes the closing handshake of a client while ${words}`,
      covers: ['6.3-1', '6.3-2', 'RFC6455/5.5.1-9', '6.1-1', ...lossRows],
      ...(needs === undefined ? {} : { needs }),
      sends: `Close with 1000 while ${words}; where no Close frame comes within the silence window, what is pending is answered, or read.`,
      accepts:
        'A Close frame with any valid code, at once or when nothing is pending any more, and the end of TCP by the server; ' +
        'none: fail. Another AE is served on its connection, and the same one on a fresh connection without registering again.',
      async run(context) {
        const { sut } = context
        const { session, bystander, finish } = await begin(context)
        const connection = session.open
        await connection.wire.send({ opcode: opcodes.close, payload: closePayload(1000) })
        const early = await endingOf(connection, sut.silenceMs)
        await finish()
        const sent = `a Close frame with code 1000 while ${words}`
        const ending = await judgeAnswer(context, connection, { sent, code: 1000 })
        const when = early.kind === 'open' ? ', but not before what was pending was answered' : ''
        judgeCompletion(context, ending, { sent, when })
        await judgeEndOfTcp(context, connection, 'RFC6455/5.5.1-9', sent, ending)
        await judgeLoss(context, { session, bystander }, sent)
      },
    })
  }
})
